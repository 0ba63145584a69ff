import { decoder as createWav } from '@audio/decode-wav';
import type { Codec } from './codec.ts';

/** Blocks decoded at once. */
const BATCH = 32;

/**
 * Microsoft's and the IMA's ADPCM as WAV files have it, in blocks; `format`: the body of the `fmt ` chunk, whose
 * numbers were checked.
 */
export function adpcmCodec(format: Uint8Array): Codec {
  const decoder = createWav();
  decoder.decode(headerOf(format));
  return {
    format: 'adpcm',
    lossless: false,
    kind: 'int16',
    batch: BATCH,
    decode: (packets) => decoder.decode(Buffer.concat(packets)),
    free: () => decoder.free(),
  };
}

/** A WAV file of this format up to its samples, their length left open. */
function headerOf(format: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(format.length);
  return Buffer.concat([
    Buffer.from('RIFF\xff\xff\xff\xffWAVEfmt ', 'latin1'),
    size,
    format,
    Buffer.from('data\xff\xff\xff\xff', 'latin1'),
  ]);
}
