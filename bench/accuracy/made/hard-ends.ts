import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { run } from '../programs.ts';
import { Refusal } from '../refusal.ts';
import { findTracks, type Track } from '../tracks.ts';
import type { Wanted } from '../wanted.ts';
import { humanised } from './midi.ts';
import { randomNumbers } from './random.ts';

const SECTION = 60;
const ALL = { from: 3, to: Number.POSITIVE_INFINITY };
/** Milliseconds by which two hands differ. */
const HAND = 60;
const HANDS = 2;

/** Of what a track or a piece was made into several: `battle/2` and `battle/3` are of one. */
export const kinOf = (name: string): string => name.split('/').slice(0, -1).join('/');

/** The minutes of the folder's tracks, each a recording of its own: in music that loops they may be hardly different. */
export async function sections({ music, tracks, work }: Wanted): Promise<Track[]> {
  const folder = join(work, 'sections');
  for (const { name, path, duration } of await findTracks(music, tracks, { ...ALL, from: 2 * SECTION })) {
    const own = join(folder, basename(name));
    await mkdir(own, { recursive: true });
    for (let from = 0; from + SECTION <= duration; from += SECTION)
      await made(join(own, `${from / SECTION}.mp3`), (partial) =>
        run('ffmpeg', [
          ...['-v', 'error', '-y', '-ss', `${from}`, '-t', `${SECTION}`, '-i', path],
          ...['-b:a', '192k', partial],
        ]),
      );
  }
  return existsSync(folder) ? findTracks(folder, Number.POSITIVE_INFINITY, ALL) : [];
}

/** The folder's MIDI files, each played by two hands on fluidsynth. */
export async function performances({ music, work }: Wanted): Promise<Track[]> {
  const folder = join(work, 'performances');
  const pieces = (await readdir(music, { recursive: true })).filter((file) => /\.midi?$/i.test(file));
  for (const piece of pieces.sort()) {
    const own = join(folder, basename(piece, extname(piece)));
    await mkdir(own, { recursive: true });
    const notes = new Uint8Array(await readFile(join(music, piece)));
    for (let hand = 1; hand <= HANDS; hand++)
      await made(join(own, `${hand}.wav`), async (partial) => {
        const played = join(own, `${hand}.mid`);
        await writeFile(played, humanised(notes, randomNumbers(hand), HAND));
        await run('fluidsynth', ['-ni', '-F', partial, '-r', '44100', played]).catch((cause) => {
          throw new Refusal(`This part needs fluidsynth and a sound font on this machine: ${cause.message}`);
        });
      });
  }
  return existsSync(folder) ? findTracks(folder, Number.POSITIVE_INFINITY, ALL) : [];
}

async function made(path: string, make: (partial: string) => Promise<unknown>): Promise<void> {
  if (existsSync(path)) return;
  const partial = `${path}.${process.pid}.partial${extname(path)}`;
  await make(partial);
  await rename(partial, path);
}
