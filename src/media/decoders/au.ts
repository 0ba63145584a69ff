import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { canRead } from '#media/codecs/pcm.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { big } from '#media/headers/bytes.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import { pcmSound } from './samples.ts';

const HEADER = 24;
/** A size that was never filled in. */
const OPEN = 0xffffffff;

const ENCODINGS: Record<number, Pick<PcmFormat, 'encoding' | 'bits'>> = {
  1: { encoding: 'ulaw', bits: 8 },
  2: { encoding: 'signed', bits: 8 },
  3: { encoding: 'signed', bits: 16 },
  4: { encoding: 'signed', bits: 24 },
  5: { encoding: 'signed', bits: 32 },
  6: { encoding: 'float', bits: 32 },
  7: { encoding: 'float', bits: 64 },
  27: { encoding: 'alaw', bits: 8 },
};

/** Sun's and NeXT's .au. */
export async function* decodeAu(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.fill(HEADER);
  const { bytes } = queue;
  const encoding = ENCODINGS[big(bytes, 12, 4)];
  const channels = big(bytes, 20, 4);
  const weights = weightsOf(USUAL[channels]);
  const format = encoding && {
    ...encoding,
    rate: big(bytes, 16, 4),
    channels,
    littleEndian: false,
    ...(weights && { weights }),
  };
  if (format === undefined || !canRead(format)) {
    throw new UnusableAudio(
      `The file is an au file of kind ${big(bytes, 12, 4)}, which Refrain does not read: send PCM, or flac.`,
    );
  }
  const size = big(bytes, 8, 4);
  await queue.skip(big(bytes, 4, 4));
  yield* pcmSound(queue, format, size === OPEN ? Number.POSITIVE_INFINITY : size, found);
}
