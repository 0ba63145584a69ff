import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { aacCodec } from '#media/codecs/aac.ts';
import { ac3Codec } from '#media/codecs/ac3.ts';
import { alacCodec } from '#media/codecs/alac.ts';
import { type Codec, play } from '#media/codecs/codec.ts';
import { flacCodec } from '#media/codecs/flac.ts';
import { OPUS_RATE, opusCodec } from '#media/codecs/opus.ts';
import { canRead } from '#media/codecs/pcm.ts';
import { vorbisCodec } from '#media/codecs/vorbis.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { matroskaFrames } from '#media/containers/matroska/blocks.ts';
import { type MatroskaTrack, matroskaHeader } from '#media/containers/matroska/header.ts';
import { xiphHeaders } from '#media/containers/xiph.ts';
import { flacInfo } from '#media/headers/flac-frame.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import { containedMpeg } from './mp3.ts';
import { pcmSound } from './samples.ts';
import { streamDecoder } from './streams.ts';

const OPEN = Number.POSITIVE_INFINITY;

/** The first audio track of a WebM or Matroska file that can be read. */
export async function* decodeMatroska(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const { tracks, duration } = await matroskaHeader(source);
  found.promised = duration;
  for (const track of tracks) {
    const sound = track.isPacked ? undefined : await soundOf(track, source, found);
    if (sound !== undefined) return yield* sound;
  }
  const names = [...new Set(tracks.map(({ codec }) => codec.replace('A_', '')))].join(', ');
  throw new UnusableAudio(
    tracks.length === 0
      ? 'The file has no audio track.'
      : `The file's audio is ${names}, which Refrain does not read: send flac or wav.`,
  );
}

async function soundOf(
  track: MatroskaTrack,
  source: AudioSource,
  found: Found,
): Promise<AsyncGenerator<Sound> | undefined> {
  const frames = matroskaFrames(new ByteQueue(source.stream()), track);
  const pcm = pcmOf(track);
  found.format = pcm === undefined ? found.format : 'pcm';
  if (pcm !== undefined && canRead(pcm)) return pcmSound(new ByteQueue(frames), pcm, OPEN, found);
  if (track.codec.startsWith('A_MPEG/')) return containedMpeg(new ByteQueue(frames), found);
  if (track.codec === 'A_DTS') return streamDecoder('dts')(new ByteQueue(frames), found);
  const codec = await codecOf(track, found);
  return codec && play(codec, frames, found);
}

async function codecOf({ codec, config }: MatroskaTrack, found: Found): Promise<Codec | undefined> {
  switch (codec) {
    case 'A_OPUS':
      found.rate = OPUS_RATE;
      return config.length < 19 ? undefined : opusCodec(config);
    case 'A_VORBIS': {
      const headers = xiphHeaders(config);
      return headers && vorbisCodec(headers);
    }
    case 'A_FLAC': {
      const info = flacInfo(config);
      return info && flacCodec(info);
    }
    case 'A_AC3':
      return ac3Codec();
    case 'A_ALAC':
      return alacCodec(config);
    default:
      return codec.startsWith('A_AAC') && config.length >= 2 ? aacCodec(config) : undefined;
  }
}

/** How plain samples are stored; undefined for another codec. */
function pcmOf({ codec, rate, channels, bits }: MatroskaTrack): PcmFormat | undefined {
  const weights = weightsOf(USUAL[channels]);
  const littleEndian = codec !== 'A_PCM/INT/BIG';
  const common = { rate: Math.round(rate), channels, bits, littleEndian, ...(weights && { weights }) };
  if (codec === 'A_PCM/FLOAT/IEEE') return { ...common, encoding: 'float' };
  if (!codec.startsWith('A_PCM/INT/')) return undefined;
  return { ...common, encoding: bits === 8 ? 'unsigned' : 'signed' };
}
