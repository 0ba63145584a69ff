import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../programs.ts';
import { findTracks, type Track } from '../tracks.ts';
import { randomNumbers } from './random.ts';
import { speechFile } from './speech.ts';

/** Five spots share a jingle, so ten pairs do. */
const JINGLES = 50;
const SPOTS = 5;
const MUSIC = { from: 40, to: 1200 };

/** Spots of 5 to 20 s, of which a third to two thirds is a jingle, before or after speech that each has for itself. */
export async function spots(work: string, music: string): Promise<Track[]> {
  const folder = join(work, 'spots');
  await mkdir(folder, { recursive: true });
  const tracks = await findTracks(music, JINGLES, MUSIC);
  const speech = await speechFile(work);
  const random = randomNumbers(5);
  let spoken = 0;
  for (let i = 0; i < JINGLES; i++) {
    const track = tracks[i % tracks.length];
    const seconds = 5 + 15 * random();
    const jingle = seconds * (1 / 3 + random() / 3);
    const at = (0.1 + 0.6 * random()) * (track?.duration ?? 0);
    for (let n = 0; n < SPOTS; n++, spoken += seconds - jingle) {
      const parts = [
        ['-ss', at.toFixed(3), '-t', jingle.toFixed(3), '-i', track?.path ?? ''],
        ['-ss', spoken.toFixed(3), '-t', (seconds - jingle).toFixed(3), '-i', speech],
      ];
      await made(join(folder, `spot ${i} ${n}.mp3`), i % 2 === 0 ? parts : parts.reverse());
    }
  }
  return findTracks(folder, JINGLES * SPOTS, { from: 4, to: 30 });
}

async function made(path: string, [first = [], second = []]: string[][]): Promise<void> {
  if (existsSync(path)) return;
  const alike = (input: number, name: string) =>
    `[${input}:a]aresample=44100,aformat=channel_layouts=mono[${name}]`;
  const filter = `${alike(0, 'a')};${alike(1, 'b')};[a][b]concat=n=2:v=0:a=1`;
  const partial = `${path}.${process.pid}.partial.mp3`;
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    ...first,
    ...second,
    '-filter_complex',
    filter,
    '-b:a',
    '128k',
    partial,
  ]);
  await rename(partial, path);
}
