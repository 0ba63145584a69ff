import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { number, text } from '#aws/table/item.ts';
import { packFingerprint, unpackFingerprint } from '#core/text/codec.ts';
import type { FingerprintStore, StoredFingerprint } from '#domain/ports/fingerprints.ts';
import type { ObjectStore } from '#domain/ports/objects.ts';

/** Above this a fingerprint costs less in S3, and would slow batch reads down. */
const INLINE_BYTES = 16 * 1024;

const keyOf = (acrId: string) => ({ pk: `fingerprint#${acrId}`, sk: 'fingerprint' });
const objectKey = (acrId: string) => `fingerprints/${acrId}`;

/** Fingerprints, compressed: in the records table, above 16 KB (some 13 minutes) in S3. */
export function fingerprintStore(
  db: DynamoDBDocumentClient,
  table: string,
  objects: ObjectStore,
): FingerprintStore {
  async function wordsOf(acrId: string, inline: unknown): Promise<Uint32Array | undefined> {
    if (inline instanceof Uint8Array) return unpackFingerprint(inline);
    const object = await objects.open(objectKey(acrId));
    return object && unpackFingerprint(await object.read(0, object.size));
  }

  return {
    async put(acrId, { words, duration, contour }, scope) {
      const packed = packFingerprint(words);
      const isInline = packed.length <= INLINE_BYTES;
      const item = inFormat({
        ...keyOf(acrId),
        duration,
        ...(contour && { contour }),
        ...(scope && { scope }),
        ...(isInline && { packed }),
      });
      // The item first: it tells a later removal that there may be an object.
      await db.send(new PutCommand({ TableName: table, Item: item }));
      if (!isInline) await objects.put(objectKey(acrId), packed);
    },

    async scopeOf(acrId) {
      const [item] = await batchGet(db, table, [keyOf(acrId)], true);
      return item?.['scope'] === undefined ? undefined : text(item, 'scope');
    },

    async get(acrIds) {
      const items = await batchGet(db, table, acrIds.map(keyOf), true);
      const found = await Promise.all(
        items.map(async (item): Promise<[string, StoredFingerprint][]> => {
          checkFormat(item);
          const acrId = text(item, 'pk').slice('fingerprint#'.length);
          const words = await wordsOf(acrId, item['packed']);
          if (!words) return [];
          const { contour } = item;
          const beside = contour instanceof Uint8Array ? { contour } : {};
          return [[acrId, { words, duration: number(item, 'duration'), ...beside }]];
        }),
      );
      return new Map(found.flat());
    },

    async remove(acrId) {
      // Consistently: whether there is an object is known by the item alone, which may just have been put.
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keyOf(acrId), ConsistentRead: true }),
      );
      if (Item && !Item['packed']) await objects.remove([objectKey(acrId)]);
      await db.send(new DeleteCommand({ TableName: table, Key: keyOf(acrId) }));
    },
  };
}
