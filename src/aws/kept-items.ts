import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Kept } from '#domain/recount.ts';
import { copiesKey, copyTally, HEAD, idOf } from './copies.ts';
import { type Item, number, text } from './item.ts';
import { groupKey, headOf, MEMBER, memberOf, NODE, nodeOf } from './recording-groups.ts';

/** All that is kept of an account's groups, in one look through the table. */
export async function* keptItems(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
): AsyncIterable<Kept> {
  const [copies, recordings] = [copiesKey(uid, ''), groupKey(uid, '')];
  const pages = paginateScan(
    { client: db },
    {
      TableName: table,
      // Which group a file is in is kept without its account.
      FilterExpression: 'begins_with(pk, :copies) OR begins_with(pk, :recordings) OR begins_with(pk, :node)',
      ExpressionAttributeValues: { ':copies': copies, ':recordings': recordings, ':node': NODE },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const pk = text(item, 'pk');
      if (pk.startsWith(copies)) yield copyOf(pk.slice(copies.length), item);
      else if (pk.startsWith(recordings)) yield recordingOf(pk.slice(recordings.length), item);
      else yield namedOf(pk.slice(NODE.length), item);
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
    : { ...group, member: { acrId, size, isIndexed: false } };
}

function recordingOf(id: string, item: Item): Kept {
  const group = { matching: 'acoustic', id } as const;
  return text(item, 'sk').startsWith(MEMBER)
    ? { ...group, member: memberOf(item) }
    : { ...group, head: headOf(id, item) };
}

function namedOf(acrId: string, item: Item): Kept {
  const { group, size, isIndexed } = nodeOf(item);
  return { matching: 'acoustic', id: group, named: { acrId, size, isIndexed } };
}
