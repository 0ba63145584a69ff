import { createHash } from 'node:crypto';
import type { ObjectKey, ObjectStore, StoredObject } from '#domain/ports/objects.ts';

/** S3 in memory, which announces what arrives: its own speed is not what the simulation is about. */
export function inbox(objects: ObjectStore, arrived: (key: ObjectKey) => void): ObjectStore {
  const held = new Map<ObjectKey, Uint8Array>();
  return {
    ...objects,
    async put(key, bytes) {
      held.set(key, bytes);
      if (key.startsWith('inbox/')) arrived(key);
    },
    open: async (key) => storedOf(held.get(key)),
    exists: async (key) => held.has(key),
    async remove(keys) {
      for (const key of keys) held.delete(key);
    },
    presignPut: async (key) => ({ method: 'PUT', url: key, headers: {} }),
  };
}

function storedOf(bytes: Uint8Array | undefined): StoredObject | undefined {
  return (
    bytes && {
      size: bytes.length,
      async *stream() {
        yield bytes;
      },
      read: async (start, end) => bytes.subarray(start, end),
      md5: async () => createHash('md5').update(bytes).digest('hex'),
    }
  );
}
