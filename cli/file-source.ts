import { open } from 'node:fs/promises';
import type { AudioSource } from '#domain/ports/audio.ts';
import { Refusal } from './refusal.ts';

/** Fewer, larger reads take less of the processor. */
const CHUNK = 256 * 1024;

/** A file on disk as an AudioSource; `onRead` hears how many bytes have been read of the stream or up to. */
export async function fileSource(
  path: string | Buffer,
  onRead: (bytes: number) => void,
): Promise<AudioSource & AsyncDisposable> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(
      error.code === 'ENOENT' ? `there is no file ${path}` : `cannot read ${path}: ${error.message}`,
    );
  });
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new Refusal(`${path} is not a file`);
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
