import { chunkName } from './chunk-name.ts';
import type { PcmFormat } from './pcm-format.ts';

/** What AIFF-C's compression types say about the samples. */
const ENCODINGS: Record<string, Partial<PcmFormat>> = {
  NONE: {},
  twos: {},
  sowt: { littleEndian: true },
  in24: {},
  in32: {},
  fl32: { encoding: 'float' },
  FL32: { encoding: 'float' },
  fl64: { encoding: 'float' },
  FL64: { encoding: 'float' },
  raw: { encoding: 'unsigned' },
  ulaw: { encoding: 'ulaw', bits: 8 },
  ULAW: { encoding: 'ulaw', bits: 8 },
  alaw: { encoding: 'alaw', bits: 8 },
  ALAW: { encoding: 'alaw', bits: 8 },
};

/** The body of a `COMM` chunk, with its count of frames; undefined when too short or of an unknown kind. */
export function aiffFormat(
  body: Uint8Array,
  compressed: boolean,
): { format: PcmFormat; frames: number } | undefined {
  if (body.length < 18) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const encoding = compressed ? ENCODINGS[chunkName(body, 18).trim()] : {};
  if (encoding === undefined) return undefined;
  const format: PcmFormat = {
    channels: view.getUint16(0),
    rate: extended(view, 8),
    bits: 8 * Math.ceil(view.getUint16(6) / 8),
    encoding: 'signed',
    littleEndian: false,
    ...encoding,
  };
  return { format, frames: view.getUint32(2) };
}

/** An 80-bit float that holds a whole number of hertz. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16383 - 31;
  return Math.round(view.getUint32(at + 2) * 2 ** exponent);
}
