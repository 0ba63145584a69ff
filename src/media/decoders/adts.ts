import type { AudioSource } from '#domain/ports/audio.ts';
import { aacCodec } from '#media/codecs/aac.ts';
import { play } from '#media/codecs/codec.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { type Framing, frames } from '#media/containers/frames/framing.ts';
import { Runs } from '#media/containers/frames/runs.ts';
import { mostLinks } from '#media/containers/links.ts';
import { type AdtsFrame, adtsFrame, isAlike } from '#media/headers/adts.ts';
import type { Found, Sound } from '#media/sound.ts';

const ADTS: Framing<AdtsFrame> = {
  read: adtsFrame,
  isAlike,
  lengthOf: ({ length }) => length,
  sync: 0xff,
  header: 7,
  longest: 8191,
};

/** AAC in ADTS frames. */
export async function* decodeAdts(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const runs = new Runs(frames(new ByteQueue(source.stream()), ADTS), ADTS, found);
  for (let left = mostLinks(source.size); left > 0; left--) {
    const first = await runs.begin();
    if (first === undefined) return;
    yield* play(await aacCodec(), runs.packets(first.frame), found);
  }
}
