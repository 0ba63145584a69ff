import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { entryKey, laneOf } from '#aws/dedup/entry.ts';
import { number, text } from '#aws/table/item.ts';
import type { Counted } from './counters.ts';

/** An account's committed entries as its buckets count them, in one look through the table: nothing lists them. */
export async function* standingEntries(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
): AsyncIterable<Counted> {
  const pages = paginateScan(
    { client: db },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: 'begins_with(pk, :entries) AND sk = :entry AND #uid = :uid AND #state = :committed',
      ProjectionExpression: 'acrId, bucketId',
      ExpressionAttributeNames: { '#uid': 'uid', '#state': 'state' },
      ExpressionAttributeValues: {
        ':entries': entryKey('').pk,
        ':entry': entryKey('').sk,
        ':uid': uid,
        ':committed': 'committed',
      },
    },
  );
  for await (const { Items = [] } of pages)
    for (const item of Items)
      yield { bucketId: number(item, 'bucketId'), id: laneOf(text(item, 'acrId')), size: 0 };
}
