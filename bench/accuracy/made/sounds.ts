import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTracks, type Track } from '../tracks.ts';
import { randomNumbers } from './random.ts';

const RATE = 22_050;
const SECONDS = 12;

/** One sample after another: seconds, and a random number from −1 to 1. */
type Sound = (at: number, noise: number) => number;
/** Sounds of one family, by their number: little tells them apart. */
type Family = (number: number) => Sound;

const sine = (hertz: number, at: number) => Math.sin(2 * Math.PI * hertz * at);
const saw = (hertz: number, at: number) => 2 * ((hertz * at) % 1) - 1;
/** 1 at the beginning of each period, soon 0. */
const struck = (at: number, every: number, fades: number) => Math.exp(-(at % every) / fades);

/** A filter of one pole: the more it smooths, the browner the noise. */
function smoothed(share: number, gain: number): Sound {
  let value = 0;
  return (_, noise) => {
    value += share * (noise - value);
    return gain * value;
  };
}

const FAMILIES: Readonly<Record<string, Family>> = {
  'white noise': () => (_, noise) => 0.3 * noise,
  'brown noise': () => smoothed(0.02, 2),
  'soft noise': (n) => smoothed(0.1 + 0.1 * n, 0.8),
  rain: () => {
    const drops = smoothed(0.6, 1);
    return (at, noise) => drops(at, Math.abs(noise) > 0.995 ? Math.sign(noise) : 0.05 * noise);
  },
  hum: (n) => (at, noise) =>
    0.3 * sine(n < 2 ? 50 : 60, at) + 0.1 * sine(n < 2 ? 150 : 180, at) + 0.01 * noise,
  clicks: (n) => (at) => 0.8 * sine(900, at) * struck(at, 60 / (90 + 7 * n), 0.004),
  beeps: (n) => (at) => (at % (1 + 0.1 * n) < 0.2 ? 0.4 * sine(1000, at) : 0),
  pad: (n) => (at) => (0.2 + 0.1 * sine(1 / (2 + n), at)) * (sine(220, at) + sine(277, at)),
  drone: (n) => (at) => 0.15 * (saw(55, at) + saw(55 * (1.003 + 0.002 * n), at) + saw(110.4, at)),
  siren: (n) => (at) => 0.3 * sine(700 - (150 / (1 + 0.3 * n)) * sine(0.5 + 0.1 * n, at), at),
  engine: (n) => {
    const rough = smoothed(0.05, 1.5);
    return (at, noise) => 0.3 * saw(38 + 3 * n, at) * (0.7 + rough(at, noise));
  },
  knocks: (n) => (at, noise) => 0.7 * noise * struck(at + 0.3 * n, 2.5 + 0.4 * n, 0.03),
  bell: (n) => (at) =>
    0.4 * struck(at, 6 + n, 1.5) * (sine(523, at) + 0.5 * sine(1411, at) + 0.3 * sine(2207, at)),
};
const OF_EACH = 4;

/** Made sounds of which little is told by their words: 52, of 12 s. */
export async function madeSounds(work: string): Promise<Track[]> {
  const folder = join(work, 'made');
  await mkdir(folder, { recursive: true });
  for (const [i, [name, family]] of Object.entries(FAMILIES).entries())
    for (let n = 0; n < OF_EACH; n++) {
      const path = join(folder, `${name} ${n}.wav`);
      if (existsSync(path)) continue;
      await writeFile(`${path}.partial`, wavOf(family(n), OF_EACH * i + n));
      await rename(`${path}.partial`, path);
    }
  return findTracks(folder, Number.POSITIVE_INFINITY, { from: 3, to: 60 });
}

function wavOf(sound: Sound, seed: number): Uint8Array {
  const random = randomNumbers(1 + seed);
  const samples = Int16Array.from({ length: SECONDS * RATE }, (_, i) =>
    Math.max(-32_768, Math.min(32_767, Math.round(32_767 * sound(i / RATE, 2 * random() - 1)))),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  // One channel of whole numbers.
  head.writeUInt32LE(0x0001_0001, 20);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(2 * RATE, 28);
  head.writeUInt32LE(0x0010_0002, 32);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, new Uint8Array(samples.buffer)]);
}
