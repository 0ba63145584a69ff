import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../programs.ts';
import { Refusal } from '../refusal.ts';
import { findTracks, type Track } from '../tracks.ts';
import { randomNumbers } from './random.ts';

const WHO = [
  'The driver',
  'Our neighbour',
  'A student',
  'The mayor',
  'My sister',
  'The baker',
  'A pilot',
  'The crew',
];
const DOES = ['brings', 'forgets', 'paints', 'measures', 'repairs', 'opens', 'sells', 'describes', 'counts'];
const WHAT = [
  'a green door',
  'the old map',
  'seven boxes',
  'her red bicycle',
  'the long letter',
  'two lamps',
  'a radio',
];
const WHEN = [
  'before noon',
  'in the rain',
  'near the station',
  'every Thursday',
  'without a word',
  'at the harbour',
];

/** So many sentences, the same for a seed. */
function textOf(sentences: number, seed: number): string {
  const random = randomNumbers(seed);
  const one = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
  return Array.from({ length: sentences }, () => `${one(WHO)} ${one(DOES)} ${one(WHAT)} ${one(WHEN)}.`).join(
    ' ',
  );
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
  return spoken(textOf(700, 1), join(folder, 'long.wav'));
}

const TEXTS = 34;

/** Different texts in one voice, of some 10 s. */
export async function speeches(work: string): Promise<Track[]> {
  const folder = join(work, 'speech');
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < TEXTS; i++) await spoken(textOf(4, 100 + i), join(folder, `text ${i}.wav`));
  return findTracks(folder, TEXTS, { from: 3, to: 60 });
}
