import type { InputAudioTrack } from 'mediabunny';
import { aacCodec, aacWindow } from '#media/codecs/aac.ts';
import { ac3Codec } from '#media/codecs/ac3.ts';
import { alacCodec } from '#media/codecs/alac.ts';
import { type Codec, play } from '#media/codecs/codec.ts';
import { flacCodec } from '#media/codecs/flac.ts';
import { IMA4_BYTES, IMA4_SAMPLES } from '#media/codecs/ima4.ts';
import { OPUS_RATE, opusCodec } from '#media/codecs/opus.ts';
import { canRead, frameOf } from '#media/codecs/pcm.ts';
import { vorbisCodec } from '#media/codecs/vorbis.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { packetsOf, type Track } from '#media/containers/mp4/packets.ts';
import { blocksOf, countOf } from '#media/containers/mp4/samples.ts';
import { boxesOf, promisedOf, startOf } from '#media/containers/mp4/times.ts';
import { type Mp4Track, sizesOf } from '#media/containers/mp4/track.ts';
import { xiphHeaders } from '#media/containers/xiph.ts';
import { flacInfo } from '#media/headers/flac-frame.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import { containedMpeg } from './mp3.ts';
import { ima4Sound, pcmSound } from './samples.ts';
import { streamDecoder } from './streams.ts';

const MOST_CHANNELS = 64;
const OPEN = Number.POSITIVE_INFINITY;
/** What QuickTime calls mp3. */
const MP3_NAMES = ['.mp3', 'ms\0U', 'mp3'];
/** Size and name of the inner `alac` box: 8 bytes of header, 4 of version, 24 of configuration. */
const ALAC_BOX = Buffer.from([0, 0, 0, 36, 0x61, 0x6c, 0x61, 0x63]);

/** The sound of a track; the name of its codec when that is not read. */
export async function trackSound(of: Track, found: Found): Promise<AsyncGenerator<Sound> | string> {
  const { track, table } = of;
  const { codec } = track;
  const kind = String(track.internalCodecId ?? '');
  found.promised = promisedOf(table);
  const pcm = await pcmFormat(track);
  if (pcm !== undefined && canRead(pcm)) {
    const queue = new ByteQueue(plainBytes(of, { samples: 1, bytes: frameOf(pcm) }));
    found.format = 'pcm';
    return pcmSound(queue, pcm, OPEN, found);
  }
  if (kind === 'ima4' && table !== undefined) return ima4Chunks(of, table, found);
  const packets = packetsOf(of);
  const from = startOf(table);
  if (codec === 'mp3' || MP3_NAMES.includes(kind))
    return behind(from, containedMpeg(new ByteQueue(packets), found));
  if (codec === 'ac3') return behind(from, play(await ac3Codec(), packets, found));
  if (codec === 'dts') return behind(from, streamDecoder('dts')(new ByteQueue(packets), found));
  const opened = await codecOf(of, found);
  if (opened === undefined) return codec ?? (kind || 'of an unknown kind');
  return play(opened, packets, found);
}

async function codecOf({ track, table }: Track, found: Found): Promise<Codec | undefined> {
  const config = await track.getDecoderConfig();
  const description = config?.description === undefined ? undefined : bytesOf(config.description);
  if (track.internalCodecId === 'alac') {
    const stsd = Buffer.from(table?.boxes.get('stsd')?.body ?? []);
    const at = stsd.indexOf(ALAC_BOX);
    return at < 0 ? undefined : alacCodec(stsd.subarray(at + 12, at + 36));
  }
  if (description === undefined) return undefined;
  switch (track.codec) {
    case 'aac':
      return aacCodec(description, await aacWindow(boxesOf(table), description));
    case 'opus':
      found.rate = OPUS_RATE;
      return opusCodec(description);
    case 'vorbis': {
      const headers = xiphHeaders(description);
      return headers && vorbisCodec(headers);
    }
    case 'flac': {
      const info = flacInfo(description);
      return info && flacCodec(info);
    }
    default:
      return undefined;
  }
}

/** How plain samples are stored, by the demuxer's name for it ("pcm-s16be", "ulaw"); undefined for another codec. */
async function pcmFormat(track: InputAudioTrack): Promise<PcmFormat | undefined> {
  const { codec } = track;
  const channels = await track.getNumberOfChannels();
  const rate = await track.getSampleRate();
  const weights = weightsOf(USUAL[channels]);
  const common = { channels, rate, ...(weights && { weights }) };
  if (codec === 'ulaw' || codec === 'alaw')
    return { ...common, bits: 8, encoding: codec, littleEndian: true };
  const [, letter, bits, order] = /^pcm-([suf])(\d+)(be)?$/.exec(codec ?? '') ?? [];
  if (letter === undefined) return undefined;
  const encoding = letter === 's' ? 'signed' : letter === 'u' ? 'unsigned' : 'float';
  return { ...common, bits: Number(bits), encoding, littleEndian: order === undefined };
}

/** The bytes of plain samples: by the chunks of its tables, or from the packets of another container. */
function plainBytes(of: Track, block: { samples: number; bytes: number }): AsyncGenerator<Uint8Array> {
  const { source, table } = of;
  return table !== undefined && countOf(table) > 0 ? blocksOf(source, table, block) : packetsOf(of);
}

async function* ima4Chunks({ source, track }: Track, table: Mp4Track, found: Found): AsyncGenerator<Sound> {
  const channels = await track.getNumberOfChannels();
  const rate = await track.getSampleRate();
  if (channels < 1 || channels > MOST_CHANNELS) return;
  found.format = 'ima4';
  const block = IMA4_BYTES * channels;
  // Apple counts the samples of a block, others the blocks.
  const samples = sizesOf(table).each === block ? 1 : IMA4_SAMPLES;
  const queue = new ByteQueue(blocksOf(source, table, { samples, bytes: block }));
  yield* ima4Sound(queue, { channels, rate }, OPEN);
}

/** Sound without its first seconds, which are the encoder's priming. */
async function* behind(start: number, sounds: AsyncGenerator<Sound>): AsyncGenerator<Sound> {
  let skip = start;
  for await (const sound of sounds) {
    const from = Math.round(skip * sound.rate);
    const length = sound.channels[0]?.length ?? 0;
    skip = Math.max(0, skip - length / sound.rate);
    yield from === 0 ? sound : { ...sound, channels: sound.channels.map((plane) => plane.subarray(from)) };
  }
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
