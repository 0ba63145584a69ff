import type { Sound } from '#media/sound.ts';

/** Samples of one channel in a packet of Apple's IMA4, and its bytes. */
export const IMA4_SAMPLES = 64;
export const IMA4_BYTES = 34;
const MOST_INDEX = 88;

/** Steps of the quantiser (IMA ADPCM reference, 1992), each a tenth more than the last. */
const STEPS = Int16Array.from(
  `
  7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130
  143 157 173 190 209 230 253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166
  1282 1411 1552 1707 1878 2066 2272 2499 2749 3024 3327 3660 4026 4428 4871 5358 5894 6484 7132
  7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 20350 22385 24623 27086 29794 32767
  `
    .trim()
    .split(/\s+/),
  Number,
);
const STEP_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];

/** Where a channel stands after a packet. */
interface State {
  value: number;
  index: number;
}

/** By how much a packet's header may differ from where the one before it ended, which it tells in 9 bits only. */
const ROUNDED = 127;

/**
 * Apple's IMA4, as MOV, AIFF-C and CAF have it: for each channel in turn 2 bytes of state and 64 samples. Packets come
 * in order: where a header says only roughly where the last one ended, that is known better.
 */
export function ima4Reader(channels: number, rate: number): (bytes: Uint8Array) => Sound {
  const states = Array.from({ length: channels }, (): State => ({ value: 0, index: 0 }));
  return (bytes) => {
    const packets = Math.floor(bytes.length / (IMA4_BYTES * channels));
    const planes = states.map(() => new Float32Array(packets * IMA4_SAMPLES));
    for (let packet = 0, at = 0; packet < packets; packet++)
      for (const [channel, plane] of planes.entries()) {
        readPacket(bytes, at, states[channel] as State, plane, packet * IMA4_SAMPLES);
        at += IMA4_BYTES;
      }
    return { channels: planes, rate, kind: 'int16' };
  };
}

function readPacket(bytes: Uint8Array, at: number, state: State, out: Float32Array, start: number): void {
  const header = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const told = ((header & 0xff80) << 16) >> 16;
  let index = Math.min(header & 127, MOST_INDEX);
  const goesOn = index === state.index && Math.abs(told - state.value) <= ROUNDED;
  let value = goesOn ? state.value : told;
  for (let i = 0; i < IMA4_SAMPLES; i++) {
    const byte = bytes[at + 2 + (i >> 1)] as number;
    const code = (i & 1) === 0 ? byte & 15 : byte >> 4;
    const step = STEPS[index] as number;
    let difference = step >> 3;
    if (code & 4) difference += step;
    if (code & 2) difference += step >> 1;
    if (code & 1) difference += step >> 2;
    value = Math.max(-32768, Math.min(32767, code & 8 ? value - difference : value + difference));
    index = Math.max(0, Math.min(MOST_INDEX, index + (STEP_CHANGES[code & 7] as number)));
    out[start + i] = value / 32768;
  }
  state.value = value;
  state.index = index;
}
