import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Member } from '#domain/entry.ts';
import { entryKey } from './entry-record.ts';
import { type Item, number, text } from './item.ts';
import { itemsOf } from './query.ts';

/** The members of an entry, under one partition key with it, in order of arrival. */

const MEMBER = 'member#';
/** Before all that arrive. */
export const FIRST = '0';
/** What arrives in one millisecond is in order of chance. */
export const arrivalAt = (now: Date) => `${now.toISOString()}#${crypto.randomUUID()}`;

export const memberKey = (acrId: string, place: string) => ({
  pk: entryKey(acrId).pk,
  sk: `${MEMBER}${place}`,
});

/** For a transaction: the member stands at this place. */
export const putMember = (table: string, acrId: string, place: string, member: Member) => ({
  Put: { TableName: table, Item: { ...memberKey(acrId, place), ...member } },
});

const memberOf = (item: Item): Member => ({
  trackId: text(item, 'trackId'),
  similarity: number(item, 'similarity'),
  offset: number(item, 'offset'),
  overlap: number(item, 'overlap'),
  speed: number(item, 'speed'),
});

export async function* membersOf(
  db: DynamoDBDocumentClient,
  table: string,
  acrId: string,
): AsyncIterable<{ member: Member; place: string }> {
  const items = itemsOf(db, table, { pk: entryKey(acrId).pk, prefix: MEMBER });
  for await (const item of items)
    yield { member: memberOf(item), place: text(item, 'sk').slice(MEMBER.length) };
}
