import { MPEGDecoder } from 'mpg123-decoder';
import type { Codec } from './codec.ts';

/** Frames decoded at once: about a second. */
const BATCH = 40;

/** MPEG audio, layers I to III, by mpg123, from frames of one sample rate. */
export async function mp3Codec(): Promise<Codec> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  return {
    format: 'mp3',
    lossless: false,
    kind: 'float',
    batch: BATCH,
    decode: (packets) => decoder.decode(Buffer.concat(packets)),
    free: () => decoder.free(),
  };
}
