import { writeFile } from 'node:fs/promises';
import { sideBySide } from '#domain/side-by-side.ts';
import { bucketOf } from '../client/bucket.ts';
import { filesByAudioId } from '../client/bucket-files.ts';
import { Client } from '../client/client.ts';
import { type Addressed, targetOf } from '../client/target.ts';
import { Refusal, reasonOf } from '../refusal.ts';
import { counted } from '../scan/text.ts';
import { status } from '../terminal/status.ts';
import { FolderSource } from './folder-source.ts';
import { type Placed, type Run, syncFile } from './one-file.ts';
import { FileFailed, newOutcome, type Outcome } from './outcome.ts';
import { progressOf } from './progress.ts';
import { prune } from './pruning.ts';
import { settle } from './settling.ts';
import type { Source, SourceFile } from './source.ts';
import { State } from './state.ts';

interface Told extends Addressed {
  readonly bucket: string;
  readonly prune?: true | undefined;
  readonly fingerprintsOnly?: true | undefined;
  readonly jobs: number;
  readonly errors?: string | undefined;
}

/** `refrain sync FOLDER`: makes a bucket hold the files of a folder; exit code 0, or 2 when some of them failed. */
export async function sync(folder: string, told: Told): Promise<number> {
  await using source = await sourceOf(folder);
  const client = new Client(targetOf(told));
  const bucket = await bucketOf(client, told.bucket);
  if (bucket.type !== 'File')
    throw new Refusal(`the bucket ${bucket.name} is of type ${bucket.type}: files go into one of type File`);
  using state = new State(client.target.url.origin, bucket.id);
  const stopped = () => {
    process.stderr.write('\nStopped. The same command goes on where it stood.\n');
    process.exit(130);
  };
  process.once('SIGINT', stopped);
  const outcome = newOutcome();
  const line = status(process.stderr);
  try {
    const { files, unread } = await look(source, outcome, (count) =>
      line.show(`${counted(count, 'file')} found`),
    );
    if (files.length === 0 && outcome.failed.length === 0) throw new Refusal(`there is no file in ${folder}`);
    const remote = await filesByAudioId(client, bucket.id);
    const progress = progressOf(files, line);
    const run: Run = {
      client,
      state,
      remote,
      root: source.root,
      bucketId: bucket.id,
      fingerprintsOnly: told.fingerprintsOnly === true,
      onSent: progress.sent,
    };
    const placed = await sendAll(run, files, told.jobs, outcome, progress.done);
    await settle(client, bucket.id, placed, outcome, (left) =>
      line.show(`the deployment listens: ${counted(left, 'file')} left`),
    );
    if (told.prune) await prune(run, source, files, unread, outcome);
  } catch (error) {
    if (error instanceof Refusal && outcome.sent > 0)
      throw new Refusal(
        `${error.message} (${counted(outcome.sent, 'file')} sent; the same command goes on from there)`,
      );
    throw error;
  } finally {
    line.clear();
    process.off('SIGINT', stopped);
  }
  await tell(outcome, told);
  return outcome.failed.length > 0 || outcome.waiting > 0 ? 2 : 0;
}

async function sourceOf(folder: string): Promise<Source> {
  if (!folder.startsWith('s3://')) return new FolderSource(folder);
  return new (await import('./s3-source.ts')).S3Source(folder);
}

async function look(source: Source, outcome: Outcome, show: (count: number) => void) {
  const files: SourceFile[] = [];
  const unread: string[] = [];
  const complain = (path: string, why: string) => {
    unread.push(path);
    outcome.failed.push({ path, why });
  };
  for await (const file of source.files(complain)) {
    files.push(file);
    show(files.length);
  }
  return { files, unread };
}

/** What is in the bucket afterwards, listened to or not. */
async function sendAll(
  run: Run,
  files: readonly SourceFile[],
  jobs: number,
  outcome: Outcome,
  done: (file: SourceFile) => void,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  await sideBySide(files, jobs, async (file) => {
    try {
      const result = await syncFile(run, file);
      if (result.is === 'left out') outcome.left_out++;
      else {
        placed.push(result.placed);
        outcome[result.is]++;
      }
    } catch (error) {
      if (!(error instanceof FileFailed)) throw error;
      outcome.failed.push({ path: file.name, why: error.message });
    } finally {
      done(file);
    }
  });
  return placed;
}

async function tell(outcome: Outcome, { json, errors, prune }: Told): Promise<void> {
  const { there, sent, left_out, removed, waiting, failed } = outcome;
  const file = errors ?? `refrain-sync-${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`;
  if (failed.length > 0) {
    const lines = failed.map((each) => `${JSON.stringify(each)}\n`);
    await writeFile(file, lines.join('')).catch((error: NodeJS.ErrnoException) => {
      for (const { path, why } of failed) process.stderr.write(`refrain: ${path}: ${why}\n`);
      process.stderr.write(`refrain: cannot write ${file}: it ${reasonOf(error)}\n`);
    });
  }
  if (json) {
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    return;
  }
  const parts = [
    `${counted(sent, 'file')} sent`,
    `${there} there already`,
    ...(left_out > 0 ? [`${left_out} left out that are no audio`] : []),
    ...(prune ? [`${removed} removed`] : []),
    ...(waiting > 0 ? [`${waiting} still listened to`] : []),
    failed.length > 0 ? `${failed.length} failed: ${file} tells which, and why` : 'none failed',
  ];
  process.stdout.write(`${parts.join(', ')}.\n`);
}
