import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { type Copy, fpcalcWords, makeCopy } from './accuracy/copies.ts';
import { costs } from './accuracy/costs.ts';
import { programVersions } from './accuracy/programs.ts';
import { progressOf } from './accuracy/progress.ts';
import { Refusal } from './accuracy/refusal.ts';
import { sideBySide } from './accuracy/side-by-side.ts';
import { failures, floors, ORIGINAL, table } from './accuracy/table.ts';
import { hearAll, judgeAll } from './accuracy/threads.ts';
import { findTracks, type Track } from './accuracy/tracks.ts';
import { VARIANTS } from './accuracy/variants.ts';
import { readWanted, type Wanted } from './accuracy/wanted.ts';

/** The accuracy benchmark: `npm run bench:accuracy -- --music DIR`. */
async function main({ music, tracks: most, work, jobs }: Wanted): Promise<boolean> {
  const versions = await programVersions();
  await mkdir(work, { recursive: true });
  const tracks = await findTracks(music, most);
  const minutes = tracks.reduce((sum, { duration }) => sum + duration, 0) / 60;
  const copies = await makeCopies(tracks, work, jobs);
  const files = [
    ...tracks.map((track): Copy => ({ track, variant: undefined, path: track.path })),
    ...copies,
  ];

  const asking = progressOf('fpcalc', files.length);
  const questions = await sideBySide(
    files,
    jobs,
    async (copy) => ({
      path: copy.path,
      track: copy.track.name,
      fpcalcWords: await fpcalcWords(copy, work),
    }),
    asking,
  );
  const heard = await hearAll(
    questions.slice(0, tracks.length),
    jobs,
    progressOf('listening', tracks.length),
  );
  const originals = new Map(tracks.map(({ name }, i) => [name, heard[i] as (typeof heard)[number]]));
  const verdicts = await judgeAll(questions, originals, jobs, progressOf('judging', files.length));
  const rows = verdicts.map((verdict, i) => {
    const { track, variant } = files[i] as Copy;
    return { variant: variant?.name ?? ORIGINAL, track: track.name, verdict };
  });

  const reached = floors(rows);
  const wrong = rows.reduce((sum, { verdict }) => sum + verdict.ours.falseCalls.length, 0);
  console.log(`${tracks.length} tracks, ${minutes.toFixed(0)} minutes; ${versions.join('; ')}`);
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${gigabytes(totalmem())}\n`);
  console.log(table(rows, tracks.length));
  console.log(`\n${failures(rows).join('\n') || 'Nothing was missed, nothing called wrongly.'}\n`);
  console.log(costs(rows.map(({ verdict }) => verdict)));
  for (const { sentence, isReached } of reached)
    console.log(`${isReached ? 'reached' : 'MISSED '} ${sentence}`);
  return wrong === 0 && reached.every(({ isReached }) => isReached);
}

async function makeCopies(tracks: readonly Track[], work: string, jobs: number): Promise<Copy[]> {
  const wanted = VARIANTS.flatMap((variant) =>
    tracks.filter(({ duration }) => duration >= variant.shortest).map((track) => ({ track, variant })),
  );
  const made = ({ track, variant }: (typeof wanted)[number]) => makeCopy(track, variant, work);
  return sideBySide(wanted, jobs, made, progressOf('copies', wanted.length));
}

const gigabytes = (bytes: number) => `${Math.round(bytes / 2 ** 30)} GB`;

try {
  if (!(await main(readWanted(process.argv.slice(2))))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
