import type { AudioSource } from '#domain/ports/audio.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { chunkName } from '#media/headers/chunk-name.ts';

/** The sample description stands near the front of `moov`, before the long tables. */
const NEAR = 64 * 1024;
/** Size and name of the inner `alac` box: 8 bytes of header, 4 of version, 24 of configuration. */
const PATTERN = [0, 0, 0, 36, 0x61, 0x6c, 0x61, 0x63];

/** The ALAC configuration of an MP4 file, which its demuxer does not hand out. */
export async function alacCookie(source: AudioSource): Promise<Uint8Array> {
  for (let at = 0; at + 16 <= source.size; ) {
    const header = await source.read(at, at + 16);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const short = view.getUint32(0);
    const size = short === 1 ? Number(view.getBigUint64(8)) : short;
    if (chunkName(header, 4) === 'moov') {
      const cookie = findCookie(await source.read(at, Math.min(at + size, at + NEAR)));
      if (cookie !== undefined) return cookie;
    }
    if (size < 8) break;
    at += size;
  }
  throw new UnusableAudio('The m4a file does not say how its ALAC audio is to be decoded.');
}

function findCookie(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = bytes.indexOf(36); at >= 0; at = bytes.indexOf(36, at + 1)) {
    const start = at - 3;
    if (start >= 0 && PATTERN.every((byte, i) => bytes[start + i] === byte)) {
      return bytes.slice(start + 12, start + 36);
    }
  }
  return undefined;
}
