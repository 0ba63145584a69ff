import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Item, number, text } from '#aws/table/item.ts';
import { itemsOf } from '#aws/table/query.ts';
import type { Track } from '#domain/ports/entry.ts';
import { entryKey } from './entry.ts';

/** The tracks of an entry, under one partition key with it, in order of arrival. */

export const MEMBER = 'member#';
/** Before all that arrive. */
export const FIRST = '0';
/** What arrives in one millisecond is in order of chance. */
export const arrivalAt = (now: Date) => `${now.toISOString()}#${crypto.randomUUID()}`;

export const trackKey = (acrId: string, place: string) => ({
  pk: entryKey(acrId).pk,
  sk: `${MEMBER}${place}`,
});

/** For a transaction: the track stands at this place. */
export const putTrack = (table: string, acrId: string, place: string, track: Track) => ({
  Put: { TableName: table, Item: { ...trackKey(acrId, place), ...track } },
});

const trackOf = (item: Item): Track => ({
  trackId: text(item, 'trackId'),
  similarity: number(item, 'similarity'),
  offset: number(item, 'offset'),
  overlap: number(item, 'overlap'),
  speed: number(item, 'speed'),
});

export async function* tracksOf(
  db: DynamoDBDocumentClient,
  table: string,
  acrId: string,
): AsyncIterable<{ track: Track; place: string }> {
  const items = itemsOf(db, table, { pk: entryKey(acrId).pk, prefix: MEMBER });
  for await (const item of items)
    yield { track: trackOf(item), place: text(item, 'sk').slice(MEMBER.length) };
}
