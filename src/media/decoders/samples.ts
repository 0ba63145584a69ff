import { UnusableAudio } from '#domain/ports/audio.ts';
import { adpcmCodec } from '#media/codecs/adpcm.ts';
import { play } from '#media/codecs/codec.ts';
import { IMA4_BYTES, ima4Reader } from '#media/codecs/ima4.ts';
import { canRead, frameOf, pcmReader } from '#media/codecs/pcm.ts';
import { blocks } from '#media/containers/blocks.ts';
import type { ByteQueue } from '#media/containers/byte-queue.ts';
import { little } from '#media/headers/bytes.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import { pcmOf, type WaveFormat } from '#media/headers/wave-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { ac3Sound } from './ac3.ts';
import { containedMpeg } from './mp3.ts';
import { streamDecoder } from './streams.ts';

/** Frames of all channels read at once. */
const FRAMES = 16_384;
/** Bytes of ADPCM read at once. */
const ADPCM_BYTES = 32_768;
/** Packets of each channel of IMA4 read at once. */
const IMA4_PACKETS = 256;

/** The next `length` bytes of a queue as plain samples. */
export async function* pcmSound(
  queue: ByteQueue,
  format: PcmFormat,
  length: number,
  found: Found,
): AsyncGenerator<Sound> {
  const frame = frameOf(format);
  if (Number.isFinite(length)) found.promised += Math.floor(length / frame) / format.rate;
  found.lossless = format.encoding !== 'alaw' && format.encoding !== 'ulaw';
  const read = pcmReader(format);
  for await (const bytes of blocks(queue, length, frame, FRAMES * frame)) yield read(bytes);
}

/** The next `length` bytes of a queue as Apple's IMA4. */
export async function* ima4Sound(
  queue: ByteQueue,
  { channels, rate }: Pick<PcmFormat, 'channels' | 'rate'>,
  length: number,
): AsyncGenerator<Sound> {
  const block = IMA4_BYTES * channels;
  const read = ima4Reader(channels, rate);
  for await (const bytes of blocks(queue, length, block, IMA4_PACKETS * block)) yield read(bytes);
}

/** The body of a `data` chunk in whatever a `fmt ` chunk says; `container`: "wav", "w64". */
export async function* waveSound(
  queue: ByteQueue,
  format: WaveFormat | undefined,
  length: number,
  found: Found,
  container: string,
): AsyncGenerator<Sound> {
  const pcm = format && pcmOf(format);
  if (pcm !== undefined && canRead(pcm)) return yield* pcmSound(queue, pcm, length, found);
  switch (format?.codec) {
    case 'mp3':
    case 'mp2':
      return yield* containedMpeg(queue, found);
    case 'ac3':
      return yield* ac3Sound(queue, found, 1);
    case 'dts':
      return yield* streamDecoder('dts')(queue, found);
    case 'ms-adpcm':
    case 'ima-adpcm':
      if (adpcmLength(format) > 0) return yield* adpcm(queue, format, length, found);
  }
  const what = format === undefined || pcm !== undefined ? 'an encoding' : `${format.codec} audio`;
  throw new UnusableAudio(
    `The file is a ${container} file of ${what}, which Refrain does not read: send PCM, or flac.`,
  );
}

async function* adpcm(
  queue: ByteQueue,
  format: WaveFormat,
  length: number,
  found: Found,
): AsyncGenerator<Sound> {
  const { block, rate } = format;
  if (Number.isFinite(length)) found.promised += (Math.floor(length / block) * adpcmLength(format)) / rate;
  yield* play(adpcmCodec(format.body), blocks(queue, length, block, ADPCM_BYTES), found);
}

/** Samples of each channel in a block, as told; 0 when a block has no room for so many. */
function adpcmLength({ codec, channels, block, body }: WaveFormat): number {
  if (channels < 1 || channels > 2 || body.length < 20) return 0;
  const isIma = codec === 'ima-adpcm';
  const most = isIma ? 1 + (block / channels - 4) * 2 : 2 + ((block - 7 * channels) * 2) / channels;
  const told = little(body, 18, 2);
  return told >= 2 && told <= most ? told : 0;
}
