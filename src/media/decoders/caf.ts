import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { aacCodec } from '#media/codecs/aac.ts';
import { alacCodec } from '#media/codecs/alac.ts';
import { type Codec, play } from '#media/codecs/codec.ts';
import { flacCodec } from '#media/codecs/flac.ts';
import { opusCodec } from '#media/codecs/opus.ts';
import { canRead } from '#media/codecs/pcm.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { type CafFormat, cafChunks, cafFormat, cafPackets, cafPcm } from '#media/containers/caf.ts';
import { esdsConfig } from '#media/headers/esds.ts';
import { flacInfo } from '#media/headers/flac-frame.ts';
import type { Found, Packets, Sound } from '#media/sound.ts';
import { containedMpeg } from './mp3.ts';
import { ima4Sound, pcmSound } from './samples.ts';

const MOST_CHANNELS = 64;

/** Apple's Core Audio Format: PCM, µ-law, A-law, IMA4, AAC, ALAC, mp3, Opus and FLAC. */
export async function* decodeCaf(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const chunks = await cafChunks(source);
  const format = cafFormat(chunks.desc);
  const { data } = chunks;
  if (format === undefined || data === undefined)
    throw new UnusableAudio('The caf file has no audio: it is damaged.');
  const queue = new ByteQueue(source.stream());
  await queue.skip(data.at);
  const pcm = cafPcm(format);
  if (pcm !== undefined && canRead(pcm)) return yield* pcmSound(queue, pcm, data.size, found);
  if (format.kind === 'ima4' && format.channels > 0 && format.channels <= MOST_CHANNELS)
    return yield* ima4Sound(queue, format, data.size);
  if (format.kind === '.mp3' || format.kind === '.mp2') return yield* containedMpeg(queue, found);
  const codec = await codecOf(format, chunks.kuki);
  if (codec === undefined) {
    throw new UnusableAudio(
      `The file is a caf file of ${format.kind.trim()} audio, which Refrain does not read: send PCM, or flac.`,
    );
  }
  if (format.kind === 'opus') found.rate = format.rate;
  const packets: Packets = cafPackets(queue, data.size, format, chunks.pakt);
  yield* play(codec, packets, found);
}

async function codecOf(format: CafFormat, kuki: Uint8Array): Promise<Codec | undefined> {
  switch (format.kind) {
    case 'aac ':
      return aacCodec(esdsConfig(kuki) ?? kuki);
    case 'alac':
      return alacCodec(kuki);
    case 'opus':
      return opusCodec(
        Uint8Array.of(...Buffer.from('OpusHead'), 1, format.channels, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      );
    case 'flac': {
      const info = flacInfo(Buffer.concat([Buffer.from('fLaC'), kuki.subarray(kuki.length - 38)]));
      return info && flacCodec(info);
    }
    default:
      return undefined;
  }
}
