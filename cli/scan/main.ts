import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal, reasonOf } from '../refusal.ts';
import { status } from '../terminal/status.ts';
import { type Action, apply, plan, told } from './apply.ts';
import { grouped } from './grouped.ts';
import { asHtml } from './html.ts';
import { Library, libraryFile } from './library.ts';
import { Listeners } from './listeners.ts';
import { legible, type ToldPath, told as toldPath } from './path.ts';
import { inOrderOfKeeping, type Keeping } from './recordings.ts';
import { type Report, reportOf } from './report.ts';
import { scan as listenToAll } from './scan.ts';
import type { Star } from './stars.ts';
import { asCsv, asText, counted } from './text.ts';
import { undo } from './undo.ts';
import { type FoundFile, walk } from './walk.ts';

/** `refrain scan FOLDER…`: which recordings of some folders are there twice, and which copy to keep. */
export async function scan(folders: readonly string[], told: Told): Promise<number> {
  if (told.undo !== undefined) return ended('taken back', await undo(told.undo));
  if (folders.length === 0) throw new Refusal('name a folder: refrain scan ~/Music; see refrain scan --help');
  const action = actionOf(told);
  const { report, stars } = await look(folders, told);
  if (told.html !== undefined) await writeHtml(told.html, report, stars);
  if (action) {
    const log = told.log ?? `refrain-${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`;
    return act(stars, action, told.yes === true, log);
  }
  process.stdout.write(spelled(report, told));
  return 0;
}

interface Told {
  readonly json?: true | undefined;
  readonly csv?: true | undefined;
  readonly html?: string | undefined;
  readonly keep: Keeping;
  readonly apply?: Action['kind'] | undefined;
  readonly into?: string | undefined;
  readonly yes?: true | undefined;
  readonly log?: string | undefined;
  readonly undo?: string | undefined;
  readonly library?: string | undefined;
  readonly threads?: number | undefined;
}

function actionOf({ apply: kind, into }: Told): Action | undefined {
  if (kind !== 'move') return kind && { kind };
  if (into === undefined) throw new Refusal('--apply move takes --into DIR, where the copies go');
  return { kind, into };
}

async function look(folders: readonly string[], { keep, threads, library: file }: Told) {
  const refused: (ToldPath & { readonly why: string })[] = [];
  const line = status(process.stderr);
  const files: FoundFile[] = [];
  for await (const found of walk(folders, (path, why) => refused.push({ ...toldPath(path), why }))) {
    files.push(found);
    line.show(`${counted(files.length, 'file')} found`);
  }
  if (files.length === 0) throw new Refusal(nothingIn(folders, refused));
  const library = opened(file ?? libraryFile());
  await using listeners = new Listeners();
  try {
    const started = performance.now();
    const heard = await listenToAll(
      files,
      library,
      listeners,
      threads ?? availableParallelism(),
      ({ done, files }) => {
        const left = (((performance.now() - started) / done) * (files - done)) / 1000;
        line.show(`listening: ${done} of ${files}, ${Math.ceil(left)} s left`);
      },
    );
    for (const { file, why } of heard.refused) refused.push({ ...toldPath(file.path), why });
    const ordered = inOrderOfKeeping(heard.recordings, keep);
    const stars = await grouped(ordered, library, (done) =>
      line.show(`comparing: ${done} of ${ordered.length}`),
    );
    return await reportOf(
      stars,
      refused.sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
  } finally {
    line.clear();
    library.close();
  }
}

function nothingIn(folders: readonly string[], refused: Report['refused']): string {
  const [first] = refused;
  return first ? `${legible(first.path)} ${first.why}` : `there is no file in ${folders.join(', ')}`;
}

function opened(file: string): Library {
  try {
    return new Library(file);
  } catch (error) {
    throw new Refusal(
      `what was heard cannot be kept in ${file}: ${(error as Error).message}; name another file with --library`,
    );
  }
}

function spelled(report: Report, { json, csv }: Told): string {
  if (json) return `${JSON.stringify(report, undefined, 2)}\n`;
  if (!csv) return asText(report);
  const lines = asCsv(report).split('\r\n');
  // What a program reads holds names as they are; a terminal would act on some.
  return (process.stdout.isTTY ? lines.map(legible) : lines).join('\r\n');
}

/** Written beside and then put in place, so that there is never half a report. */
async function writeHtml(path: string, report: Report, stars: readonly Star[]): Promise<void> {
  try {
    const folder = await mkdtemp(join(dirname(path), '.refrain-'));
    try {
      const file = await open(join(folder, 'report.html'), 'wx');
      for (const piece of asHtml(report, stars)) await file.write(piece);
      await file.close();
      await rename(join(folder, 'report.html'), path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw new Refusal(`cannot write ${path}: it ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

async function act(stars: readonly Star[], action: Action, isSure: boolean, log: string): Promise<number> {
  const steps = plan(stars, action);
  if (!isSure) {
    for (const step of steps) process.stdout.write(`would ${told(step)}\n`);
    process.stdout.write(`${counted(steps.length, 'step')}. Nothing was done: add --yes to do it.\n`);
    return 0;
  }
  if (steps.length === 0) return ended('done', { done: 0, left: [] });
  const result = await apply(steps, log);
  process.stdout.write(
    `What was done is written in ${log}: refrain scan --undo ${log} takes back what was moved.\n`,
  );
  return ended('done', result);
}

function ended(what: string, { done, left }: { done: number; left: readonly string[] }): number {
  for (const why of left) process.stderr.write(`refrain: ${why}\n`);
  process.stdout.write(`${counted(done, 'step')} ${what}, ${left.length} left alone.\n`);
  return left.length === 0 ? 0 : 1;
}
