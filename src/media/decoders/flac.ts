import type { AudioSource } from '#domain/ports/audio.ts';
import { play } from '#media/codecs/codec.ts';
import { flacCodec } from '#media/codecs/flac.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { flacFrames } from '#media/containers/frames/flac.ts';
import { mostLinks } from '#media/containers/links.ts';
import { big } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { FLAC_HEADER, type FlacInfo, flacInfo } from '#media/headers/flac-frame.ts';
import { id3Length } from '#media/headers/id3.ts';
import type { Found, Sound } from '#media/sound.ts';

/** Bytes of the blocks before the sound that are looked through. */
const BLOCKS = 64 * 1024;

/** FLAC, also several streams one after the other. */
export async function* decodeFlac(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  for (let links = mostLinks(source.size); links > 0; links--) {
    const info = await nextStream(queue);
    if (info === undefined) return;
    found.promised += info.samples / info.rate;
    yield* play(flacCodec(info), flacFrames(queue, info, source.size), found);
  }
}

/** Goes on to the first frame of the next stream. */
async function nextStream(queue: ByteQueue): Promise<FlacInfo | undefined> {
  await queue.fill(10);
  const tag = id3Length(queue.bytes);
  if (tag > 0) await queue.skip(tag);
  if (!(await queue.fill(FLAC_HEADER)) || chunkName(queue.bytes, 0) !== 'fLaC') return undefined;
  await queue.fill(BLOCKS);
  const info = flacInfo(queue.bytes.subarray(0, BLOCKS));
  queue.drop(4);
  for (let isLast = false; !isLast && (await queue.fill(4)); ) {
    isLast = ((queue.bytes[0] ?? 0) & 128) !== 0;
    await queue.skip(4 + big(queue.bytes, 1, 3));
  }
  return info;
}
