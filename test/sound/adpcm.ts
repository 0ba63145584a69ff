import type { Pcm } from './music.ts';
import { alaw, companded, mulaw } from './samples.ts';

/** Samples of a channel in a block. */
const SAMPLES = 505;
const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
const samplesOf = ({ channels: [plane = new Float32Array(0)] }: Pcm) =>
  Array.from(plane, (sample) => Math.round(sample * 32_768));

/** A WAV file around blocks of a codec, of one channel; `extra`: what follows the size in its `fmt ` chunk. */
function wavOf(
  tag: number,
  rate: number,
  block: number,
  bits: number,
  data: Buffer,
  extra: readonly number[],
) {
  const format = Buffer.alloc(18 + 2 * extra.length);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate, 8);
  format.writeUInt16LE(block, 12);
  format.writeUInt16LE(bits, 14);
  for (const [i, value] of [2 * extra.length, ...extra].entries()) format.writeInt16LE(value, 16 + 2 * i);
  const chunk = (name: string, body: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(name, 'latin1'), size, body]);
  };
  const chunks = Buffer.concat([chunk('fmt ', format), chunk('data', data)]);
  return new Uint8Array(chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks])));
}

/** A WAV file of one channel by either law of G.711. */
export function toLawWav(pcm: Pcm, law: 'alaw' | 'mulaw'): Uint8Array {
  const data = companded(pcm, law === 'alaw' ? alaw : mulaw);
  return wavOf(law === 'alaw' ? 6 : 7, pcm.sampleRate, 1, 8, data, []);
}

/** The 89 steps of the IMA's recommendation. */
const STEPS =
  `7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130 143 157 173 190
209 230 253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166 1282 1411 1552 1707 1878 2066 2272 2499 2749
3024 3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 20350 22385
24623 27086 29794 32767`
    .split(/\s+/)
    .map(Number);
const CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];

/** One channel as IMA ADPCM in a WAV file. */
export function toImaWav(pcm: Pcm): Uint8Array {
  const samples = samplesOf(pcm);
  const size = 4 + (SAMPLES - 1) / 2;
  const blocks: Buffer[] = [];
  let index = 0;
  for (let at = 0; at + SAMPLES <= samples.length; at += SAMPLES) {
    const block = Buffer.alloc(size);
    let value = samples[at] as number;
    block.writeInt16LE(value, 0);
    block[2] = index;
    for (let i = 1; i < SAMPLES; i++) {
      const step = STEPS[index] as number;
      const difference = (samples[at + i] as number) - value;
      const code = clamp(Math.floor((Math.abs(difference) * 4) / step), 0, 7);
      const by =
        (step >> 3) + (code & 4 ? step : 0) + (code & 2 ? step >> 1 : 0) + (code & 1 ? step >> 2 : 0);
      value = clamp(value + (difference < 0 ? -by : by), -32_768, 32_767);
      index = clamp(index + (CHANGES[code] as number), 0, 88);
      const half = 4 + ((i - 1) >> 1);
      block[half] = (block[half] as number) | ((code | (difference < 0 ? 8 : 0)) << (i % 2 === 1 ? 0 : 4));
    }
    blocks.push(block);
  }
  return wavOf(17, pcm.sampleRate, size, 4, Buffer.concat(blocks), [SAMPLES]);
}

const ADAPTIONS = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
/** The seven pairs of coefficients that every file has. */
const PAIRS = [256, 0, 512, -256, 0, 0, 192, 64, 240, 0, 460, -208, 392, -232];

/** One channel as Microsoft's ADPCM in a WAV file: each sample told from the two before it, as if on a line. */
export function toMsWav(pcm: Pcm): Uint8Array {
  const samples = samplesOf(pcm);
  const size = 7 + (SAMPLES - 1) / 2;
  const count = 2 + (size - 7) * 2;
  const blocks: Buffer[] = [];
  for (let at = 0; at + count <= samples.length; at += count) {
    const block = Buffer.alloc(size);
    let [before, last] = samples.slice(at, at + 2) as [number, number];
    let delta = 64;
    block[0] = 1;
    block.writeInt16LE(delta, 1);
    block.writeInt16LE(last, 3);
    block.writeInt16LE(before, 5);
    for (let i = 2; i < count; i++) {
      const expected = (512 * last - 256 * before) >> 8;
      const code = clamp(Math.round(((samples[at + i] as number) - expected) / delta), -8, 7);
      before = last;
      last = clamp(expected + code * delta, -32_768, 32_767);
      delta = Math.max(16, ((ADAPTIONS[code & 15] as number) * delta) >> 8);
      const half = 7 + ((i - 2) >> 1);
      block[half] = (block[half] as number) | ((code & 15) << (i % 2 === 0 ? 4 : 0));
    }
    blocks.push(block);
  }
  return wavOf(2, pcm.sampleRate, size, 4, Buffer.concat(blocks), [count, 7, ...PAIRS]);
}
