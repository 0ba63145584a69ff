import type { Pcm } from './music.ts';
import { interleaved } from './samples.ts';

/** 16-bit sound in Apple's Core Audio Format. */
export function toCaf(pcm: Pcm, littleEndian: boolean): Uint8Array {
  const desc = Buffer.alloc(32);
  desc.writeDoubleBE(pcm.sampleRate, 0);
  desc.write('lpcm', 8, 'latin1');
  [littleEndian ? 2 : 0, 2 * pcm.channels.length, 1, pcm.channels.length, 16].forEach((value, i) => {
    desc.writeUInt32BE(value, 12 + 4 * i);
  });
  const chunk = (name: string, body: Uint8Array) => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(body.length));
    return Buffer.concat([Buffer.from(name, 'latin1'), size, body]);
  };
  const data = Buffer.concat([Buffer.alloc(4), interleaved(pcm, littleEndian)]);
  const parts = [chunk('desc', desc), chunk('free', Buffer.alloc(11)), chunk('data', data)];
  return new Uint8Array(Buffer.concat([Buffer.from('caff\0\x01\0\0', 'latin1'), ...parts]));
}

/** 16-bit sound as Sun's .au has it, behind a note. */
export function toAu(pcm: Pcm): Uint8Array {
  const samples = interleaved(pcm, false);
  const header = Buffer.alloc(32);
  header.write('.snd', 0, 'latin1');
  [header.length, samples.length, 3, pcm.sampleRate, pcm.channels.length].forEach((value, i) => {
    header.writeUInt32BE(value, 4 + 4 * i);
  });
  return new Uint8Array(Buffer.concat([header, samples]));
}

/** The rest of Wave64's names, behind the four letters of RIFF's. */
const W64_REST = Buffer.from('f3acd3118cd100c04f8edb8a', 'hex');
const W64_RIFF_REST = Buffer.from('912ecf11a5d628db04c10000', 'hex');

/** A WAV file of the plainest kind as Sony's Wave64, with a chunk of an odd size before its samples. */
export function toW64(wav: Uint8Array): Uint8Array {
  const chunk = (name: string, body: Uint8Array) => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(24 + body.length));
    const padding = Buffer.alloc((8 - (body.length % 8)) % 8);
    return Buffer.concat([Buffer.from(name, 'latin1'), W64_REST, size, body, padding]);
  };
  const body = [
    chunk('fmt ', wav.slice(20, 36)),
    chunk('junk', Buffer.alloc(13)),
    chunk('data', wav.slice(44)),
  ];
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(40 + body.reduce((sum, part) => sum + part.length, 0)));
  const head = [Buffer.from('riff', 'latin1'), W64_RIFF_REST, size, Buffer.from('wave', 'latin1'), W64_REST];
  return new Uint8Array(Buffer.concat([...head, ...body]));
}
