import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { play } from '#media/codecs/codec.ts';
import { wmaCodec } from '#media/codecs/wma.ts';
import { asfHeader, asfObjects } from '#media/containers/asf.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { little } from '#media/headers/bytes.ts';
import { waveFormat } from '#media/headers/wave-format.ts';
import type { Found, Packets, Sound } from '#media/sound.ts';

/** WMA 1, 2, Pro and Lossless. */
const FIRST_WMA = 0x160;
const LAST_WMA = 0x163;
const MOST_CHANNELS = 8;

/** The first audio stream in ASF that is WMA, whatever other streams, pictures or videos lie beside it. */
export async function* decodeAsf(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  const header = await asfHeader(queue);
  if (header === undefined) return;
  if (header.isProtected)
    throw new UnusableAudio('The wma file is protected against copying: send it as flac or wav.');
  const stream = header.streams.find(({ format }) => isWma(format));
  if (stream === undefined) {
    const [other] = header.streams;
    const codec = other && waveFormat(other.format)?.codec;
    throw new UnusableAudio(
      codec === undefined
        ? 'The wma file has no audio stream.'
        : `The file is a wma file of ${codec} audio, which Refrain does not read: send flac or wav.`,
    );
  }
  found.promised = header.duration;
  const block = little(stream.format, 12, 2);
  const objects = asfObjects(queue, header.packet, stream.number);
  yield* play(await wmaCodec(stream.format), blocks(objects, block), found);
}

function isWma(format: Uint8Array): boolean {
  const tag = little(format, 0, 2);
  const channels = little(format, 2, 2);
  return (
    tag >= FIRST_WMA &&
    tag <= LAST_WMA &&
    channels > 0 &&
    channels <= MOST_CHANNELS &&
    little(format, 12, 2) > 0
  );
}

/** A media object holds one block or several. */
async function* blocks(objects: Packets, block: number): Packets {
  for await (const object of objects)
    for (let at = 0; at + block <= object.length; at += block) yield object.subarray(at, at + block);
}
