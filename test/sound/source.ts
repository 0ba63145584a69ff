import type { AudioSource } from '#domain/ports/audio.ts';

/** Bytes in memory as an AudioSource, streamed in chunks of an odd size. */
export function sourceOf(bytes: Uint8Array): AudioSource {
  const chunk = 50_021;
  return {
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    },
    read: async (start, end) => bytes.subarray(start, end),
  };
}
