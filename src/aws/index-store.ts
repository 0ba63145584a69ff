import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { IndexStore, Posting } from '#domain/fingerprints.ts';
import { batchGet } from './batch-get.ts';
import { unhindered } from './transaction.ts';

const ID_BYTES = 16;
const POSTING_BYTES = ID_BYTES + 4;

const pkOf = (scope: string, key: string) => `${scope}:${key}`;

/** acr_id (16 bytes) and position (4 bytes, big-endian). */
function pack({ id, position }: Posting): Uint8Array {
  const bytes = Buffer.alloc(POSTING_BYTES);
  bytes.write(id, 'hex');
  bytes.writeUInt32BE(position, ID_BYTES);
  return new Uint8Array(bytes);
}

function unpack(key: string, packed: Uint8Array): Posting {
  const bytes = Buffer.from(packed);
  return { key, id: bytes.toString('hex', 0, ID_BYTES), position: bytes.readUInt32BE(ID_BYTES) };
}

/**
 * Postings in the index table: an item per (scope, key) holds the set of its postings, packed. Adding to a set
 * and removing from it are idempotent and need no reading; a look-up is a batch read of small items.
 */
export function indexStore(db: DynamoDBDocumentClient, table: string): IndexStore {
  async function change(
    action: 'ADD' | 'DELETE',
    scope: string,
    postings: readonly Posting[],
  ): Promise<void> {
    await Promise.all(
      postings.map((posting) =>
        unhindered(() =>
          db.send(
            new UpdateCommand({
              TableName: table,
              Key: { pk: pkOf(scope, posting.key) },
              UpdateExpression: `${action} postings :posting`,
              ExpressionAttributeValues: { ':posting': new Set([pack(posting)]) },
            }),
          ),
        ),
      ),
    );
  }

  return {
    add: (scope, postings) => change('ADD', scope, postings),
    remove: (scope, postings) => change('DELETE', scope, postings),

    async look(scope, keys, consistent) {
      const items = await batchGet(
        db,
        table,
        keys.map((key) => ({ pk: pkOf(scope, key) })),
        consistent,
      );
      return items.flatMap((item) => {
        const key = String(item['pk']).slice(scope.length + 1);
        const postings = item['postings'];
        return postings instanceof Set ? [...postings].map((packed: Uint8Array) => unpack(key, packed)) : [];
      });
    },
  };
}
