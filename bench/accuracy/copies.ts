import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './programs.ts';
import type { Track } from './tracks.ts';
import type { Company, Variant } from './variants/variant.ts';

/** A file that is sent: a track as it is, or one of its copies. */
export interface Copy {
  readonly track: Track;
  /** None for the track as it is. */
  readonly variant: Variant | undefined;
  readonly path: string;
}

/** Makes a copy with ffmpeg unless the work folder has it from another run with the same arguments. */
export async function makeCopy(
  track: Track,
  variant: Variant,
  company: Company,
  work: string,
): Promise<Copy> {
  const args = variant.args(track, company);
  if (args === undefined) return { track, variant, path: track.path };
  const made = createHash('sha256')
    .update([track.path, track.duration, ...args].join('\n'))
    .digest('hex');
  const folder = join(work, made.slice(0, 2));
  const path = join(folder, `${made.slice(0, 20)}.${variant.ending}`);
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true });
    // Renamed when it is whole: an interrupted run leaves no half copy.
    const partial = `${path}.${process.pid}.partial.${variant.ending}`;
    const bare = ['-map_metadata', '-1', '-vn'];
    await run('ffmpeg', ['-v', 'error', '-y', '-i', track.path, ...args, ...bare, partial]);
    await rename(partial, path);
  }
  return { track, variant, path };
}

/** What `fpcalc -raw` hears in the first two minutes; kept beside the copies. */
export async function fpcalcWords({ path }: Copy, work: string): Promise<Uint32Array> {
  const kept = join(work, 'fpcalc', createHash('sha256').update(path).digest('hex').slice(0, 20));
  if (!existsSync(kept)) {
    await mkdir(join(work, 'fpcalc'), { recursive: true });
    const partial = `${kept}.${process.pid}.partial`;
    await writeFile(partial, await fpcalc(path));
    await rename(partial, kept).catch(() => rm(partial));
  }
  const line = /^FINGERPRINT=(.*)$/m.exec(await readFile(kept, 'utf8'))?.[1] ?? '';
  return Uint32Array.from(line === '' ? [] : line.split(','), Number);
}

/** fpcalc may print a whole fingerprint and still fail: "End of file". */
async function fpcalc(path: string): Promise<string> {
  try {
    return (await run('fpcalc', ['-raw', path])).out;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout?.includes('FINGERPRINT=')) return stdout;
    throw error;
  }
}
