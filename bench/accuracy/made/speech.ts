import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../programs.ts';
import { Refusal } from '../refusal.ts';
import { findTracks, type Track } from '../tracks.ts';
import { randomNumbers } from './random.ts';

const BEGINNINGS = [
  'b',
  'br',
  'd',
  'f',
  'fl',
  'g',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'w',
];
const MIDDLES = ['a', 'e', 'i', 'o', 'u', 'ai', 'ee', 'ou'];
const ENDS = ['', '', 'l', 'm', 'n', 'r', 's', 't'];

/** So many sentences of words that mean nothing, the same for a seed: two texts share no word to speak of. */
function textOf(sentences: number, seed: number): string {
  const random = randomNumbers(seed);
  const one = (parts: readonly string[]) => parts[Math.floor(random() * parts.length)] ?? '';
  const syllable = () => one(BEGINNINGS) + one(MIDDLES) + one(ENDS);
  const word = () => Array.from({ length: 1 + Math.floor(3 * random()) }, syllable).join('');
  const sentence = () => Array.from({ length: 5 + Math.floor(6 * random()) }, word).join(' ');
  return Array.from({ length: sentences }, () => `${sentence()}.`).join(' ');
}

/** Has it spoken by espeak-ng, in one voice, unless another run has. */
async function spoken(text: string, path: string): Promise<string> {
  if (existsSync(path)) return path;
  const partial = `${path}.${process.pid}.partial.wav`;
  await writeFile(`${partial}.txt`, text);
  await run('espeak-ng', ['-v', 'en', '-w', partial, '-f', `${partial}.txt`]).catch((cause) => {
    throw new Refusal(`This part needs espeak-ng (Debian: apt-get install espeak-ng): ${cause.message}`);
  });
  await rename(partial, path);
  return path;
}

/** Half an hour of speech. */
export async function speechFile(work: string): Promise<string> {
  const folder = join(work, 'voice');
  await mkdir(folder, { recursive: true });
  return spoken(textOf(600, 1), join(folder, 'half an hour.wav'));
}

const TEXTS = 34;

/** Different texts in one voice, of some 10 s. */
export async function speeches(work: string): Promise<Track[]> {
  const folder = join(work, 'speech');
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < TEXTS; i++) await spoken(textOf(4, 100 + i), join(folder, `speech ${i}.wav`));
  return findTracks(folder, TEXTS, { from: 3, to: 60 });
}
