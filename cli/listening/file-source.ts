import { open } from 'node:fs/promises';
import type { AudioSource } from '#domain/ports/audio.ts';
import { Refusal } from '../refusal.ts';

/** Fewer, larger reads take less of the processor. */
const CHUNK = 256 * 1024;

/** Of the standard input, which is kept in memory, since formats are read forth and back. */
const MOST_OF_STDIN = 2 ** 31;

/** The standard input as an AudioSource. */
export async function stdinSource(): Promise<AudioSource & AsyncDisposable> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > MOST_OF_STDIN)
      throw new Refusal('more than 2 GB come from the standard input: put them into a file, and name that');
  }
  const bytes = Buffer.concat(chunks);
  return {
    size,
    read: async (start, end) => bytes.subarray(start, end),
    async *stream() {
      yield bytes;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * A file on disk as an AudioSource; `onRead` hears how many bytes have been read of the stream or up to. Rejects with
 * the system's error when it cannot be opened.
 */
export async function fileSource(
  path: string | Buffer,
  onRead: (bytes: number) => void,
): Promise<AudioSource & AsyncDisposable> {
  const file = await open(path);
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new Error('is not a file');
  }
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    const length = Math.max(0, Math.min(end, stat.size) - start);
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start);
    onRead(start + bytesRead);
    return buffer.subarray(0, bytesRead);
  };
  return {
    size: stat.size,
    read,
    async *stream() {
      for (let at = 0; at < stat.size; at += CHUNK) yield await read(at, at + CHUNK);
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
