import type { AudioSource } from '#domain/ports/audio.ts';
import { play } from '#media/codecs/codec.ts';
import { mp3Codec } from '#media/codecs/mp3.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { type Framing, frames } from '#media/containers/frames/framing.ts';
import { Runs } from '#media/containers/frames/runs.ts';
import { mostLinks } from '#media/containers/links.ts';
import { framesTold } from '#media/headers/mp3.ts';
import { isAlike, type MpegFrame, mpegFrame } from '#media/headers/mpeg.ts';
import type { Found, Sound } from '#media/sound.ts';

/** How often the settings of frames in a container may change. */
const LINKS = 16;

const MPEG: Framing<MpegFrame> = {
  read: mpegFrame,
  isAlike,
  lengthOf: ({ length }) => length,
  sync: 0xff,
  header: 4,
  longest: 2881,
};

/** MPEG audio, layers I to III, whatever surrounds and interrupts its frames. */
export async function* decodeMp3(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  yield* decodeMpeg(new ByteQueue(source.stream()), found, mostLinks(source.size));
}

/** The frames that a container holds, which need not be most of the file. */
export async function* containedMpeg(queue: ByteQueue, found: Found): AsyncGenerator<Sound> {
  yield* decodeMpeg(queue, found, LINKS);
  found.frames = undefined;
}

/** `links`: how often the settings of the frames may change. */
async function* decodeMpeg(queue: ByteQueue, found: Found, links: number): AsyncGenerator<Sound> {
  const runs = new Runs(frames(queue, MPEG), MPEG, found);
  for (let left = links; left > 0; left--) {
    const first = await runs.begin();
    if (first === undefined) return;
    const { rate, samples, layer, channels } = first.frame;
    const told = framesTold(first.bytes, { ...first.frame, at: 0 });
    if (told !== undefined) found.promised += (told * samples) / rate;
    found.channels ||= channels;
    yield* play(await mp3Codec(), runs.packets(first.frame), found);
    found.format = `mp${layer}`;
  }
}
