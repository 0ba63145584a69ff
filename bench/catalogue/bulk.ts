import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Access } from '#aws/clients.ts';
import { memberItem, placeItem } from '#aws/duplicates/cluster-items.ts';
import { clusterFrom, putHead } from '#aws/duplicates/clusters.ts';
import { copiesHeadKey, copiesOf, copyKey } from '#aws/duplicates/copies.ts';
import { laneKey, laneOf, listKey, placeOf } from '#aws/duplicates/list.ts';
import { laneKeyOf } from '#aws/table/counters.ts';
import { fileItem, fileKey, idsKey, pointTo } from '#aws/table/file-record.ts';
import { moveId } from '#aws/table/id-sets.ts';
import { memberOf } from '#domain/duplicates/clustering.ts';
import type { File } from '#domain/ports/file.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { recordOf, SIZE, settled } from './fill.ts';

const TABLE = 'refrain-records';
const BATCH = 25;
const WRITERS = 8;

type Item = Record<string, unknown>;

/**
 * Writes the items that `fill` leaves, made by the store's own functions, but in batches and every counter once: a
 * tenth of the time. That nothing is missing or miscounted, `repair` tells.
 */
export async function fillInBulk(
  access: Access,
  uid: number,
  bucketId: number,
  count: number,
  done: (files: number) => void,
): Promise<void> {
  const client = new DynamoDBClient({ ...access, region: 'eu-west-1' });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const totals = new Totals(uid, bucketId);
  for (let first = 0; first < count; first += 1000) {
    const files = Array.from({ length: Math.min(1000, count - first) }, (_, i) => {
      const place = first + i;
      return { ...recordOf(uid, bucketId, place), ...settled(uid, place), counted: SIZE, version: 2 };
    });
    await write(
      db,
      files.flatMap((file) => totals.add(file)),
    );
    done(first + files.length);
  }
  await write(db, totals.items());
  const last = new UpdateCommand({
    TableName: TABLE,
    Key: { pk: `bucket#${bucketId}`, sk: 'sequence' },
    UpdateExpression: 'ADD #last :count',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':count': count },
  });
  await db.send(last);
  client.destroy();
}

async function write(db: DynamoDBDocumentClient, items: readonly Item[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) =>
    items.slice(i * BATCH, (i + 1) * BATCH),
  );
  await sideBySide(batches, WRITERS, async (batch) => {
    const puts = batch.map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await db.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts } }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('the engine left items over');
  });
}

/** What many files share. */
class Totals {
  readonly #uid: number;
  readonly #bucketId: number;
  readonly #counters = new Map<string, { pk: string; sk: string; num: number; size: number }>();
  readonly #chunks = new Map<string, { pk: string; sk: string; ready: Set<number> }>();
  readonly #copies = new Map<string, { hash: string; size: number; count: number }>();

  constructor(uid: number, bucketId: number) {
    this.#uid = uid;
    this.#bucketId = bucketId;
  }

  /** The file's own items. */
  add(file: File): Item[] {
    const { id, acrId, md5, size } = file;
    if (md5 === null || size === null) throw new Error('the bytes of every file are known here');
    const counter = laneKeyOf(this.#uid, this.#bucketId, id);
    const counted = this.#counters.get(counter.sk) ?? { ...counter, num: 0, size: 0 };
    this.#counters.set(counter.sk, { ...counted, num: counted.num + 1, size: counted.size + size });

    const { Key, ExpressionAttributeValues } = moveId(
      TABLE,
      idsKey(this.#bucketId, id),
      id,
      undefined,
      'ready',
    ).Update;
    const chunk = this.#chunks.get(Key.sk) ?? { ...Key, ready: new Set<number>() };
    for (const offset of ExpressionAttributeValues[':offset']) chunk.ready.add(offset);
    this.#chunks.set(Key.sk, chunk);

    const copies = this.#copies.get(md5) ?? { hash: md5, size, count: 0 };
    this.#copies.set(md5, { ...copies, count: copies.count + 1 });
    return [
      { ...fileItem(file), ...fileKey(this.#bucketId, id) },
      pointTo(TABLE, file).Put.Item,
      copyKey(this.#uid, md5, size, acrId),
      ...this.#ownCluster(file, size),
    ];
  }

  #ownCluster(file: File, size: number): Item[] {
    const { acrId } = file;
    const centre = memberOf(file, { ...file, size });
    return [
      placeItem({ acrId, size, cluster: acrId, claim: null, isIndexed: true }),
      memberItem(this.#uid, acrId, centre),
      putHead(TABLE, clusterFrom(this.#uid, acrId, centre)).Put?.Item ?? {},
    ];
  }

  items(): Item[] {
    const lanes = new Map<number, Item & { groups: number; items: number; bytes: number }>();
    const heads = [...this.#copies.values()].map(({ hash, size, count }) => ({
      ...copiesHeadKey(this.#uid, hash, size),
      count,
      stamp: crypto.randomUUID(),
    }));
    const groups = [...this.#copies.values()]
      .map(({ hash, size, count }) => copiesOf(hash, size, count))
      .filter(({ count }) => count >= 2);
    const listed = groups.map((group) => {
      const lane = laneOf(group);
      const key = laneKey(this.#uid, 'exact', lane);
      const total = lanes.get(lane) ?? { ...key, groups: 0, items: 0, bytes: 0, version: 1 };
      const { groups, items, bytes } = total;
      const more = { groups: groups + 1, items: items + group.count, bytes: bytes + group.footprint };
      lanes.set(lane, { ...total, ...more });
      return { pk: listKey(this.#uid, 'exact'), sk: placeOf(group), ...group, lane, version: 1 };
    });
    return [...heads, ...listed, ...lanes.values(), ...this.#counters.values(), ...this.#chunks.values()];
  }
}
