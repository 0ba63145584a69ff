import type { AudioSource } from '#domain/ports/audio.ts';
import { ac3Codec } from '#media/codecs/ac3.ts';
import { play } from '#media/codecs/codec.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { type Framing, frames } from '#media/containers/frames/framing.ts';
import { Runs } from '#media/containers/frames/runs.ts';
import { mostLinks } from '#media/containers/links.ts';
import { type Ac3Frame, ac3Frame, isAlike } from '#media/headers/ac3.ts';
import type { Found, Sound } from '#media/sound.ts';

const AC3: Framing<Ac3Frame> = {
  read: ac3Frame,
  isAlike,
  lengthOf: ({ length }) => length,
  sync: 0x0b,
  header: 6,
  longest: 3840,
};

/** AC-3, frame after frame. */
export async function* decodeAc3(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  yield* ac3Sound(new ByteQueue(source.stream()), found, mostLinks(source.size));
}

/** `links`: how often the settings of the frames may change. */
export async function* ac3Sound(queue: ByteQueue, found: Found, links: number): AsyncGenerator<Sound> {
  const runs = new Runs(frames(queue, AC3), AC3, found);
  for (let left = links; left > 0; left--) {
    const first = await runs.begin();
    if (first === undefined) return;
    yield* play(await ac3Codec(), runs.packets(first.frame), found);
  }
}
