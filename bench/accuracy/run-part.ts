import { type Copy, fpcalcWords, makeCopy } from './copies.ts';
import { costs } from './costs.ts';
import { type FalseCalls, falseCalls, type Result, results } from './goals.ts';
import { speechFile } from './made/speech.ts';
import type { Part } from './parts.ts';
import { progressOf } from './progress.ts';
import { failures, type Row } from './rows.ts';
import { sideBySide } from './side-by-side.ts';
import { table } from './table.ts';
import { hearAll, judgeAll } from './threads.ts';
import { measured, type Track } from './tracks.ts';
import type { Company } from './variants/variant.ts';
import type { Original, Question } from './verdict.ts';
import type { Wanted } from './wanted.ts';

const ORIGINAL = 'the track itself';

/** One part: all its recordings are entered, they and their copies are sent. Prints what came of it. */
export async function runPart(part: Part, wanted: Wanted): Promise<(Result | FalseCalls)[]> {
  const { work, jobs } = wanted;
  const tracks = await part.recordings(wanted);
  const minutes = tracks.reduce((sum, { duration }) => sum + duration, 0) / 60;
  console.log(`${tracks.length} recordings, ${minutes.toFixed(0)} minutes\n`);
  if (tracks.length < 2) return [];
  const copies = await makeCopies(part, tracks, wanted);
  const files = [
    ...tracks.map((track): Copy => ({ track, variant: undefined, path: track.path })),
    ...copies,
  ];
  const asking = progressOf('fpcalc', files.length);
  const questions = await sideBySide(files, jobs, (copy) => questionOf(copy, work), asking);
  const own = questions.slice(0, tracks.length);
  const heard = await hearAll(own, { work, jobs }, progressOf('listening', own.length));
  const originals = new Map(heard.map((original, i): [string, Original] => [own[i]?.track ?? '', original]));
  const judging = progressOf('judging', files.length);
  const verdicts = await judgeAll(questions, originals, { work, jobs }, judging);
  const rows = verdicts.flatMap((verdict, i): Row[] => {
    const file = files[i];
    return file ? [{ ...file, name: file.variant?.name ?? ORIGINAL, verdict }] : [];
  });
  console.log(table(rows, tracks.length));
  console.log(`\n${failures(rows).join('\n') || 'Nothing was missed, nothing called wrongly.'}\n`);
  console.log(costs(verdicts));
  return [...results(rows), falseCalls(part, rows, tracks.length)];
}

async function makeCopies(part: Part, tracks: readonly Track[], { work, jobs }: Wanted): Promise<Copy[]> {
  if (part.variants.length === 0) return [];
  const path = await speechFile(work);
  const voice = { path, level: (await measured(path)).level };
  const made = part.variants.flatMap((variant) =>
    tracks.flatMap((track, i) => {
      const company: Company = { voice, other: tracks[(i + 1) % tracks.length] ?? track };
      return track.duration < variant.shortest ? [] : [{ track, variant, company }];
    }),
  );
  const make = ({ track, variant, company }: (typeof made)[number]) =>
    makeCopy(track, variant, company, work);
  return sideBySide(made, jobs, make, progressOf('copies', made.length));
}

async function questionOf(copy: Copy, work: string): Promise<Question> {
  const { track, variant, path } = copy;
  const isPrint = variant !== undefined && path === track.path;
  return {
    path,
    track: track.name,
    fpcalcWords: await fpcalcWords(copy, work),
    sent: isPrint ? 'print' : (variant?.sent ?? 'recording'),
    relation: variant?.relation ?? 'same',
  };
}
