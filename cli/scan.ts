import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { optionsOf } from './options.ts';
import { Refusal } from './refusal.ts';
import { type Action, apply, plan, told } from './scan/apply.ts';
import { asHtml } from './scan/html.ts';
import { Library, libraryFile } from './scan/library.ts';
import { Listeners } from './scan/listeners.ts';
import { shown } from './scan/path.ts';
import { inOrderOfKeeping, type Keeping, keepings } from './scan/recordings.ts';
import { type Report, reportOf } from './scan/report.ts';
import { scan as listenToAll } from './scan/scan.ts';
import { groupInStars, type Star } from './scan/stars.ts';
import { asCsv, asText, counted } from './scan/text.ts';
import { undo } from './scan/undo.ts';
import { type FoundFile, reasonOf, walk } from './scan/walk.ts';
import { status } from './status.ts';

const ACTIONS = ['move', 'delete', 'hardlink'] as const;

/** `refrain scan FOLDER…`: which recordings of some folders are there twice, and which copy to keep. */
export async function scan(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if ('undo' in options) return ended('taken back', await undo(options.undo));
  const { report, stars } = await look(options);
  if (options.html !== undefined) await writeHtml(options.html, report, stars);
  if (options.action) return act(stars, options.action, options.isSure, options.log);
  process.stdout.write(spelled(report, options.format));
  return 0;
}

interface Options {
  readonly folders: readonly string[];
  readonly keeping: Keeping;
  readonly format: 'text' | 'json' | 'csv';
  readonly html: string | undefined;
  readonly action: Action | undefined;
  readonly isSure: boolean;
  readonly log: string;
  readonly library: string;
  readonly threads: number;
}

function parse(args: readonly string[]): Options | { readonly undo: string } {
  const { values, positionals: folders } = optionsOf(args, {
    options: {
      json: { type: 'boolean' },
      csv: { type: 'boolean' },
      html: { type: 'string' },
      keep: { type: 'string', default: 'best' },
      apply: { type: 'string' },
      into: { type: 'string' },
      yes: { type: 'boolean' },
      log: { type: 'string' },
      undo: { type: 'string' },
      library: { type: 'string' },
      threads: { type: 'string' },
    },
    allowPositionals: true,
  });
  if (values.undo !== undefined) return { undo: values.undo };
  if (folders.length === 0) throw new Refusal('name a folder: refrain scan ~/Music; see refrain --help');
  const keeping = keepings.find((each) => each === values.keep);
  if (!keeping) throw new Refusal(`--keep is '${values.keep}'; it can be ${keepings.join(', ')}`);
  const threads = Number(values.threads ?? availableParallelism());
  if (!Number.isInteger(threads) || threads < 1) throw new Refusal('--threads takes a number from 1 on');
  return {
    folders,
    keeping,
    threads,
    format: values.json ? 'json' : values.csv ? 'csv' : 'text',
    html: values.html,
    action: actionOf(values.apply, values.into),
    isSure: values.yes === true,
    log: values.log ?? `refrain-${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`,
    library: values.library ?? libraryFile(),
  };
}

function actionOf(named: string | undefined, into: string | undefined): Action | undefined {
  if (named === undefined) return undefined;
  const kind = ACTIONS.find((each) => each === named);
  if (!kind) throw new Refusal(`--apply is '${named}'; it can be ${ACTIONS.join(', ')}`);
  if (kind !== 'move') return { kind };
  if (into === undefined) throw new Refusal('--apply move takes --into DIR, where the copies go');
  return { kind, into };
}

async function look({ folders, keeping, threads, library: file }: Options) {
  const refused: { path: string; why: string }[] = [];
  const line = status(process.stderr);
  const files: FoundFile[] = [];
  for await (const found of walk(folders, (path, why) => refused.push({ path, why }))) {
    files.push(found);
    line.show(`${counted(files.length, 'file')} found`);
  }
  if (files.length === 0) throw new Refusal(nothingIn(folders, refused));
  const library = opened(file);
  await using listeners = new Listeners();
  try {
    const started = performance.now();
    const heard = await listenToAll(files, library, listeners, threads, ({ done, files }) => {
      const left = (((performance.now() - started) / done) * (files - done)) / 1000;
      line.show(`listening: ${done} of ${files}, ${Math.ceil(left)} s left`);
    });
    for (const { file, why } of heard.refused) refused.push({ path: shown(file.path), why });
    const ordered = inOrderOfKeeping(heard.recordings, keeping);
    const stars = await groupInStars(ordered, (done) => line.show(`comparing: ${done} of ${ordered.length}`));
    return await reportOf(
      stars,
      refused.sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
  } finally {
    line.clear();
    library.close();
  }
}

function nothingIn(folders: readonly string[], refused: readonly { path: string; why: string }[]): string {
  const [first] = refused;
  return first ? `${first.path} ${first.why}` : `there is no file in ${folders.join(', ')}`;
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

function spelled(report: Report, format: Options['format']): string {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === 'csv' ? asCsv(report) : asText(report);
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
