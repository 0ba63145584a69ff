import { randomNumbers } from './random.ts';

/** Sound in memory: planar channels of whole 16-bit numbers as floats, −1 to 1. */
export interface Pcm {
  readonly channels: Float32Array<ArrayBuffer>[];
  readonly sampleRate: number;
}

export interface MusicOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

const SCALE = [0, 2, 4, 5, 7, 9, 11];
const SINE = Float32Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * i) / 4096));

/** Adds a plucked tone with a few harmonics. `pan` 0 is left, 1 is right. */
function tone(pcm: Pcm, start: number, seconds: number, pitch: number, volume: number, pan: number): void {
  const from = Math.floor(start * pcm.sampleRate);
  const length = Math.min(Math.floor(seconds * pcm.sampleRate), (pcm.channels[0]?.length ?? 0) - from);
  const attack = pcm.sampleRate * 0.01;
  const decay = Math.exp(-2 / (seconds * pcm.sampleRate));
  const gains = pcm.channels.map((_, c) =>
    pcm.channels.length === 1 ? 1 : 0.4 + 0.6 * (c === 0 ? 1 - pan : pan),
  );
  const turns = (440 * 2 ** ((pitch - 69) / 12) * 4096) / pcm.sampleRate;
  let envelope = volume;
  for (let i = 0; i < length; i++) {
    const phase = i * turns;
    const wave =
      (SINE[Math.floor(phase) & 4095] ?? 0) +
      0.5 * (SINE[Math.floor(phase * 2) & 4095] ?? 0) +
      0.25 * (SINE[Math.floor(phase * 3) & 4095] ?? 0);
    const value = wave * envelope * Math.min(1, i / attack) * Math.min(1, (length - i) / attack);
    for (const [c, plane] of pcm.channels.entries())
      plane[from + i] = (plane[from + i] ?? 0) + value * (gains[c] ?? 1);
    envelope *= decay;
  }
}

/** Adds a short burst of falling noise. */
function drum(pcm: Pcm, start: number, volume: number, random: () => number): void {
  const from = Math.floor(start * pcm.sampleRate);
  const length = Math.min(Math.floor(0.12 * pcm.sampleRate), (pcm.channels[0]?.length ?? 0) - from);
  for (let i = 0; i < length; i++) {
    const value = (random() * 2 - 1) * volume * (1 - i / length) ** 3;
    for (const plane of pcm.channels) plane[from + i] = (plane[from + i] ?? 0) + value;
  }
}

/** Rounds to 16 bits, so that every format and every program is given the same. */
function quantise({ channels }: Pcm): void {
  for (const plane of channels) {
    for (let i = 0; i < plane.length; i++) {
      plane[i] = Math.max(-32768, Math.min(32767, Math.round((plane[i] ?? 0) * 32768))) / 32768;
    }
  }
}

/** Music-like sound from a seed: chords, a melody, a bass, drums and a little noise; never twice the same bar. */
export function makeMusic({ seed, seconds, sampleRate = 11025, channels = 1 }: MusicOptions): Pcm {
  const random = randomNumbers(seed);
  const length = Math.floor(seconds * sampleRate);
  const pcm = { channels: Array.from({ length: channels }, () => new Float32Array(length)), sampleRate };
  const beat = 0.35 + 0.3 * random();
  const key = 48 + Math.floor(random() * 12);
  const degree = (n: number) => key + (SCALE[((n % 7) + 7) % 7] ?? 0) + 12 * Math.floor(n / 7);
  let melody = 7;
  for (let at = 0, count = 0; at < seconds; at += beat, count++) {
    if (count % 4 === 0) {
      const root = Math.floor(random() * 7);
      const held = beat * (2 + 2 * random());
      for (const step of [0, 2, 4])
        tone(pcm, at, held, degree(root + step), 0.06 + 0.04 * random(), random());
      tone(pcm, at, beat * 3.5, degree(root) - 12, 0.12, 0.5);
    }
    melody += Math.floor(random() * 5) - 2;
    if (melody < 3 || melody > 14) melody = 7;
    if (random() < 0.85) tone(pcm, at, beat * (0.5 + random()), degree(melody), 0.1 + 0.06 * random(), 0.6);
    drum(pcm, at, count % 2 === 0 ? 0.15 : 0.06, random);
  }
  for (const plane of pcm.channels)
    for (let i = 0; i < length; i++) plane[i] = (plane[i] ?? 0) + (random() - 0.5) * 0.002;
  quantise(pcm);
  return pcm;
}
