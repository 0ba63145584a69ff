import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { clusterKey, MEMBER, memberOf, PLACE, placeOf } from '#aws/duplicates/cluster-items.ts';
import { headOf, tallyIn } from '#aws/duplicates/clusters.ts';
import { copiesKey, copyTally, HEAD, idOf } from '#aws/duplicates/copies.ts';
import { type Item, number, text } from '#aws/table/item.ts';
import type { Kept } from '#domain/ports/recount.ts';

/** All that is kept of an account's groups, in one look through the table. */
export async function* keptItems(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
): AsyncIterable<Kept> {
  const [copies, clusters] = [copiesKey(uid, ''), clusterKey(uid, '')];
  const pages = paginateScan(
    { client: db },
    {
      TableName: table,
      // Which group a file is in is kept without its account.
      FilterExpression: 'begins_with(pk, :copies) OR begins_with(pk, :clusters) OR begins_with(pk, :node)',
      ExpressionAttributeValues: { ':copies': copies, ':clusters': clusters, ':node': PLACE },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const pk = text(item, 'pk');
      if (pk.startsWith(copies)) yield copyOf(pk.slice(copies.length), item);
      else if (pk.startsWith(clusters)) yield clusterOf(uid, pk.slice(clusters.length), item);
      else yield* namedOf(item);
    }
  }
}

function copyOf(hash: string, item: Item): Kept {
  const sk = text(item, 'sk');
  const [, padded, acrId = ''] = sk.split('#');
  const size = Number(padded);
  const group = { matching: 'exact', id: idOf(hash, size) } as const;
  return sk.startsWith(HEAD)
    ? { ...group, head: copyTally(size, number(item, 'count')) }
    : { ...group, member: { acrId, size, unlike: null } };
}

function clusterOf(uid: number, id: string, item: Item): Kept {
  const group = { matching: 'acoustic', id } as const;
  if (text(item, 'sk').startsWith(MEMBER)) return { ...group, member: memberOf(item) };
  const head = headOf(uid, id, item);
  return { ...group, head: tallyIn(head), centre: head.centre };
}

/** A file that is announced and in no cluster yet is not counted. */
function* namedOf(item: Item): Generator<Kept> {
  const { acrId, cluster, size } = placeOf(item);
  if (cluster !== null) yield { matching: 'acoustic', id: cluster, named: { acrId, size, unlike: null } };
}
