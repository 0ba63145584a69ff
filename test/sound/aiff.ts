import type { Pcm } from './music.ts';

/** A 16-bit AIFF file; `littleEndian` makes it an AIFF-C of kind `sowt`. */
export function toAiff({ channels, sampleRate }: Pcm, littleEndian = false): Uint8Array {
  const length = channels[0]?.length ?? 0;
  const data = new DataView(new ArrayBuffer(8 + length * channels.length * 2));
  for (let i = 0, at = 8; i < length; i++) {
    for (const plane of channels) {
      data.setInt16(at, Math.round((plane[i] ?? 0) * 32768), littleEndian);
      at += 2;
    }
  }
  const format = new DataView(new ArrayBuffer(littleEndian ? 24 : 18));
  format.setUint16(0, channels.length);
  format.setUint32(2, length);
  format.setUint16(6, 16);
  // 80-bit float: the exponent of 2^15 and a mantissa of which the top 16 bits hold the hertz.
  const shift = Math.clz32(sampleRate);
  format.setUint16(8, 16383 + 31 - shift);
  format.setUint32(10, sampleRate << shift);
  if (littleEndian)
    for (const [i, letter] of [...'sowt'].entries()) format.setUint8(18 + i, letter.charCodeAt(0));
  const chunk = (name: string, body: DataView) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.byteLength);
    return Buffer.concat([Buffer.from(name), size, new Uint8Array(body.buffer)]);
  };
  const chunks = Buffer.concat([chunk('COMM', format), chunk('SSND', data)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(chunks.length + 4);
  return new Uint8Array(
    Buffer.concat([Buffer.from('FORM'), size, Buffer.from(littleEndian ? 'AIFC' : 'AIFF'), chunks]),
  );
}
