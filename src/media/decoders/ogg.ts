import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { play } from '#media/codecs/codec.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { mostLinks } from '#media/containers/links.ts';
import { OggReader } from '#media/containers/ogg/reader.ts';
import type { Found, Sound } from '#media/sound.ts';
import { oggCodec } from './ogg-codec.ts';

/** Vorbis, Opus and FLAC in Ogg: of each link of a chain the first stream that can be read, whatever lies beside it. */
export async function* decodeOgg(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const reader = new OggReader(new ByteQueue(source.stream()), source.size);
  let unread: string | undefined;
  let isHeard = false;
  for (let links = mostLinks(source.size); links > 0; links--) {
    const streams = await reader.nextLink();
    if (streams === undefined) break;
    for (const { serial, head } of streams) {
      const stream = oggCodec(head);
      if (typeof stream === 'string') unread ??= stream;
      if (stream === undefined || typeof stream === 'string') continue;
      isHeard = true;
      const packets = reader.packets(serial);
      const open = await stream(packets, found);
      if (open === undefined) break;
      const { codec, rate, preSkip } = open;
      let heard = 0;
      for await (const sound of play(codec, open.packets, found)) {
        const end = reader.end === undefined ? Number.POSITIVE_INFINITY : (reader.end - preSkip) / rate;
        const wanted = Math.round((end - heard) * sound.rate);
        const length = sound.channels[0]?.length ?? 0;
        heard += Math.min(wanted, length) / sound.rate;
        if (wanted >= length) yield sound;
        else if (wanted > 0)
          yield { ...sound, channels: sound.channels.map((plane) => plane.subarray(0, wanted)) };
      }
      found.promised += Math.max(0, (reader.last - preSkip) / rate);
      break;
    }
  }
  if (isHeard) return;
  throw new UnusableAudio(
    unread === undefined
      ? 'The ogg file has no audio stream.'
      : `The file is an ogg file of ${unread} audio, which Refrain does not read: send flac or wav, or ogg vorbis or opus.`,
  );
}
