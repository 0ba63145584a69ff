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

/**
 * Reads interleaved samples as planar sound, in planes that it writes anew each time: to make them costs more than to
 * fill them. Bytes that do not fill a frame of all channels are left out.
 */
export function pcmReader(format: PcmFormat): (bytes: Uint8Array) => Sound {
  const { channels, rate, encoding, bits, littleEndian, weights } = format;
  const isUsual = encoding === 'signed' && bits === 16 && littleEndian;
  const kind = bits <= 16 ? 'int16' : 'float';
  let planes: Float32Array[] = [];
  return (bytes) => {
    const length = Math.floor(bytes.length / frameOf(format));
    if ((planes[0]?.length ?? 0) < length) {
      planes = Array.from({ length: channels }, () => new Float32Array(length));
    }
    const read = planes.map((plane) => plane.subarray(0, length));
    if (isUsual) readInt16(bytes, read);
    else readEach(bytes, read, format);
    return { channels: read, rate, kind, ...(weights && { weights }) };
  };
}

/** 16-bit little-endian, as nearly all files have it and as the machines that Node runs on count. */
function readInt16(bytes: Uint8Array, planes: readonly Float32Array[]): void {
  const isAligned = bytes.byteOffset % 2 === 0;
  const { buffer, byteOffset, length } = isAligned ? bytes : new Uint8Array(bytes);
  const samples = new Int16Array(buffer, byteOffset, length >> 1);
  const [left, right] = planes;
  if (left !== undefined && right !== undefined && planes.length === 2) {
    for (let i = 0, at = 0; i < left.length; i++, at += 2) {
      left[i] = (samples[at] as number) / 2 ** 15;
      right[i] = (samples[at + 1] as number) / 2 ** 15;
    }
    return;
  }
  planes.forEach((plane, channel) => {
    for (let i = 0, at = channel; i < plane.length; i++, at += planes.length) {
      plane[i] = (samples[at] as number) / 2 ** 15;
    }
  });
}

/** Samples of any other kind, one by one. */
function readEach(bytes: Uint8Array, planes: readonly Float32Array[], format: PcmFormat): void {
  const read = READERS[`${format.encoding}${format.bits}`] as Read;
  const width = format.bits / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  planes.forEach((plane, channel) => {
    for (let i = 0, at = channel * width; i < plane.length; i++, at += width * planes.length) {
      plane[i] = read(view, at, format.littleEndian);
    }
  });
}
