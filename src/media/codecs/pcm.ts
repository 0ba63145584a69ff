import type { PcmFormat } from '#media/headers/pcm-format.ts';
import type { Sound } from '#media/sound.ts';
import { g711 } from './g711.ts';

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

const READERS: Record<string, Read> = {
  unsigned8: (view, at) => (view.getUint8(at) - 128) / 128,
  signed8: (view, at) => view.getInt8(at) / 128,
  signed16: (view, at, le) => view.getInt16(at, le) / 2 ** 15,
  signed24: (view, at, le) => {
    const high = view.getInt8(le ? at + 2 : at);
    return (high * 65536 + view.getUint16(le ? at : at + 1, le)) / 2 ** 23;
  },
  signed32: (view, at, le) => view.getInt32(at, le) / 2 ** 31,
  float32: (view, at, le) => view.getFloat32(at, le),
  float64: (view, at, le) => view.getFloat64(at, le),
  alaw8: (view, at) => g711.alaw(view.getUint8(at)),
  ulaw8: (view, at) => g711.ulaw(view.getUint8(at)),
};

const MOST_CHANNELS = 64;

/** Bytes from the start of one frame of all channels to the next. */
export const frameOf = ({ channels, bits }: PcmFormat): number => (bits / 8) * channels;

/** Whether samples of this format can be read. */
export function canRead({ channels, rate, bits, encoding }: PcmFormat): boolean {
  return channels > 0 && channels <= MOST_CHANNELS && rate > 0 && `${encoding}${bits}` in READERS;
}

/** 16-bit little-endian, as nearly all files have it and as the machines that Node runs on count. */
function readInt16(bytes: Uint8Array, channels: number, length: number): Float32Array[] {
  const isAligned = bytes.byteOffset % 2 === 0;
  const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes);
  const samples = new Int16Array(buffer, byteOffset, length * channels);
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(length);
    for (let i = 0, at = channel; i < length; i++, at += channels)
      plane[i] = (samples[at] as number) / 2 ** 15;
    return plane;
  });
}

/** Samples of any other kind, one by one. */
function readEach(bytes: Uint8Array, format: PcmFormat, length: number): Float32Array[] {
  const read = READERS[`${format.encoding}${format.bits}`] as Read;
  const width = format.bits / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: format.channels }, (_, channel) => {
    const plane = new Float32Array(length);
    for (let i = 0, at = channel * width; i < length; i++, at += width * format.channels)
      plane[i] = read(view, at, format.littleEndian);
    return plane;
  });
}

/** Interleaved samples as planar sound; bytes that do not fill a frame of all channels are left out. */
export function readPcm(bytes: Uint8Array, format: PcmFormat): Sound {
  const { channels, rate, encoding, bits, littleEndian, weights } = format;
  const length = Math.floor(bytes.length / frameOf(format));
  const isUsual = encoding === 'signed' && bits === 16 && littleEndian;
  return {
    channels: isUsual ? readInt16(bytes, channels, length) : readEach(bytes, format, length),
    rate,
    kind: bits <= 16 ? 'int16' : 'float',
    ...(weights && { weights }),
  };
}
