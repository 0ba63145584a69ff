import type { AudioSource } from '#domain/ports/audio.ts';

const WINDOW = 256 * 1024;

/** Bytes of a source by place and length, read some more at a time, since each read may be a request of its own. */
export function windowed(source: AudioSource): (at: number, length: number) => Promise<Uint8Array> {
  let from = 0;
  let bytes = new Uint8Array(0);
  return async (at, length) => {
    const end = Math.min(source.size, at + length);
    if (at < from || end > from + bytes.length) {
      bytes = new Uint8Array(await source.read(at, Math.min(source.size, Math.max(end, at + WINDOW))));
      from = at;
    }
    return bytes.subarray(at - from, end - from);
  };
}
