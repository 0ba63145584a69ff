import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { ifItHolds } from '#aws/table/conditional.ts';
import { type Item, text } from '#aws/table/item.ts';
import { transact } from '#aws/table/transaction.ts';
import type { IndexStore, Posting } from '#domain/ports/fingerprints.ts';
import type { Tell } from '#domain/ports/measures.ts';

const ID_BYTES = 16;
const POSTING_BYTES = ID_BYTES + 4;

/**
 * Postings that one key may have: 21 KB. No word of music comes near it, but an intro that thousands of recordings
 * share would fill an item to DynamoDB's limit, and every insert after that would fail. What finds no room is found
 * by its other keys.
 */
const MOST_POSTINGS = 1000;

/** Items of one transaction. */
const BATCH = 100;

const pkOf = (scope: string, key: string) => `${scope}:${key}`;

/** acr_id (16 bytes) and position (4 bytes, big-endian). */
function pack({ id, position }: Posting): Uint8Array {
  const bytes = Buffer.alloc(POSTING_BYTES);
  bytes.write(id, 'hex');
  bytes.writeUInt32BE(position, ID_BYTES);
  return new Uint8Array(bytes);
}

function unpackAll(key: string, postings: unknown): Posting[] {
  const all = postings instanceof Set || Array.isArray(postings) ? [...postings] : [];
  return all.map((packed: Uint8Array) => unpack(key, packed));
}

function unpack(key: string, packed: Uint8Array): Posting {
  const bytes = Buffer.from(packed);
  return { key, id: bytes.toString('hex', 0, ID_BYTES), position: bytes.readUInt32BE(ID_BYTES) };
}

/** Whether an item holds nothing but these. */
function isAll(item: Item, postings: readonly Posting[]): boolean {
  const held = item['postings'];
  if (!(held instanceof Set)) return false;
  const own = new Set(postings.map((posting) => Buffer.from(pack(posting)).toString('hex')));
  return [...held].every((packed: Uint8Array) => own.has(Buffer.from(packed).toString('hex')));
}

/** Every one is tried to its end, also when one fails: none may come after the caller has begun to undo them. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/**
 * Postings in the index table: an item per (scope, key) holds the set of its postings, packed. Adding to a set
 * and removing from it are idempotent; a look-up is a batch read of small items.
 */
export function indexStore(db: DynamoDBDocumentClient, table: string, tell: Tell): IndexStore {
  const keyOf = (scope: string, posting: Posting) => ({ pk: pkOf(scope, posting.key) });

  /** What stands under its key then, and whether there was room for it. */
  async function add(scope: string, posting: Posting): Promise<{ isAdded: boolean; found: Posting[] }> {
    const command = new UpdateCommand({
      TableName: table,
      Key: keyOf(scope, posting),
      UpdateExpression: 'ADD postings :posting',
      ConditionExpression: 'attribute_not_exists(postings) OR size(postings) < :most',
      ExpressionAttributeValues: { ':posting': new Set([pack(posting)]), ':most': MOST_POSTINGS },
      // Neither costs a read.
      ReturnValues: 'UPDATED_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes } = await db.send(command);
      return { isAdded: true, found: unpackAll(posting.key, Attributes?.['postings']) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { isAdded: false, found: unpackAll(posting.key, error.Item?.['postings']?.BS) };
    }
  }

  /** Items that go whole, all of them or none: false when one is not as it was read. */
  async function removeItems(items: readonly Item[]): Promise<boolean> {
    const failed = await transact(
      db,
      items.map(({ pk, postings }) => ({
        Delete: {
          TableName: table,
          Key: { pk },
          ConditionExpression: 'postings = :postings',
          ExpressionAttributeValues: { ':postings': postings },
        },
      })),
    );
    return failed.length === 0;
  }

  /** The item goes with its last posting. */
  async function remove(scope: string, posting: Posting): Promise<void> {
    const Key = keyOf(scope, posting);
    const values = { ':posting': new Set([pack(posting)]) };
    if (await removeItem(Key, 'postings = :posting', values)) return;
    const command = new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'DELETE postings :posting',
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes } = await db.send(command);
    // An item without postings would be kept for ever; one that has just got some stays.
    if (Attributes?.['postings'] === undefined) await removeItem(Key, 'attribute_not_exists(postings)');
  }

  async function removeItem(
    Key: { pk: string },
    ConditionExpression: string,
    ExpressionAttributeValues?: Record<string, unknown>,
  ): Promise<boolean> {
    const command = new DeleteCommand({
      TableName: table,
      Key,
      ConditionExpression,
      ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
    });
    return (await ifItHolds(() => db.send(command))) !== undefined;
  }

  return {
    async add(scope, postings) {
      const added = await allOf(postings.map((posting) => add(scope, posting)));
      const full = added.filter(({ isAdded }) => !isAdded).length;
      if (full > 0) tell('KeyFull', full);
      return added.flatMap(({ found }) => found);
    },

    // Most postings are alone under their key: a hundred such items go in one call.
    async remove(scope, postings) {
      const perKey = Map.groupBy(postings, ({ key }) => pkOf(scope, key));
      const keys = [...perKey.keys()].map((pk) => ({ pk }));
      const items = await batchGet(db, table, keys, true);
      const ownOf = (item: Item) => perKey.get(text(item, 'pk')) ?? [];
      const whole = items.filter((item) => isAll(item, ownOf(item)));
      const shared = items.filter((item) => !whole.includes(item)).flatMap(ownOf);
      const batches = Array.from({ length: Math.ceil(whole.length / BATCH) }, (_, i) =>
        whole.slice(i * BATCH, (i + 1) * BATCH),
      );
      const left = await allOf(
        batches.map(async (batch) => ((await removeItems(batch)) ? [] : batch.flatMap(ownOf))),
      );
      await allOf([...shared, ...left.flat()].map((posting) => remove(scope, posting)));
    },

    async look(scope, keys, consistent) {
      const items = await batchGet(
        db,
        table,
        keys.map((key) => ({ pk: pkOf(scope, key) })),
        consistent,
      );
      return items.flatMap((item) => unpackAll(text(item, 'pk').slice(scope.length + 1), item['postings']));
    },
  };
}
