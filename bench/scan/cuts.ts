import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../accuracy/programs.ts';
import type { Track } from '../accuracy/tracks.ts';

/** Seconds of a piece: enough to be one recording, and to be made quickly. */
const PIECE = 15;

/**
 * A folder of so many pieces of music, cut without encoding anew; a second call finds it there. Each pass over the tracks
 * begins a little later than the one before, so that no two pieces are the same.
 */
export async function cutInto(folder: string, tracks: readonly Track[], wanted: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  let made = (await readdir(folder)).length;
  if (made === wanted) return;
  const inAll = tracks.reduce((sum, { duration }) => sum + Math.floor(duration / PIECE), 0);
  const passes = Math.ceil((1.2 * wanted) / inAll);
  for (let pass = 0; pass < passes && made < wanted; pass++) {
    for (const [i, { path }] of tracks.entries()) {
      const start = ((pass + 0.5) * PIECE) / passes;
      const names = join(folder, `${String(pass).padStart(3, '0')}-${String(i).padStart(3, '0')}-%04d.ogg`);
      const cut = ['-f', 'segment', '-segment_time', String(PIECE), '-reset_timestamps', '1'];
      await run('ffmpeg', [
        '-v',
        'error',
        '-y',
        '-ss',
        String(start),
        '-i',
        path,
        '-vn',
        '-c',
        'copy',
        ...cut,
        names,
      ]);
      made = (await readdir(folder)).length;
      if (made >= wanted) break;
    }
  }
  // Of each track the last piece is a rest; those beyond what is wanted go.
  for (const name of (await readdir(folder)).sort().slice(wanted)) await rm(join(folder, name));
}
