import { UnusableAudio } from '#domain/ports/audio.ts';
import { sniff } from '#media/sniff.ts';
import { type RemoteFile, removeFiles } from '../client/bucket-files.ts';
import { Refused } from '../client/client.ts';
import { reasonOf } from '../refusal.ts';
import { FileFailed } from './outcome.ts';
import { md5Of, newKey, sendAudio, sendFingerprint, type Way } from './sending.ts';
import type { SourceFile } from './source.ts';
import type { Entry, State } from './state.ts';

const LARGEST = 5 * 1024 ** 3;

/** What a run works with. */
export interface Run extends Way {
  readonly state: State;
  readonly root: string;
  readonly fingerprintsOnly: boolean;
  /** What the bucket held when it began. */
  readonly remote: ReadonlyMap<string, readonly RemoteFile[]>;
}

/** A file in the bucket that is, or becomes, the one here. */
export interface Placed {
  readonly file: SourceFile;
  readonly id: number;
  readonly md5: string;
  /** Earlier versions: they go when this one is ready. */
  readonly replaces: readonly number[];
}

export type Result =
  | { readonly is: 'there' | 'sent'; readonly placed: Placed }
  | { readonly is: 'left out'; readonly why: string };

/**
 * Makes the bucket hold one file as it is here. Rejects with FileFailed when that cannot be; with another error when it
 * can for no file.
 */
export async function syncFile(run: Run, file: SourceFile): Promise<Result> {
  try {
    return await place(run, file);
  } catch (error) {
    if (error instanceof UnusableAudio) return { is: 'left out', why: error.message };
    // What is wrong with this file alone: its name, its fingerprint, its kind.
    if (error instanceof Refused && [413, 415, 422].includes(error.status))
      throw new FileFailed(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && /^E[A-Z]+$/.test(code) && !(error instanceof FileFailed))
      throw new FileFailed(reasonOf(error as NodeJS.ErrnoException));
    throw error;
  }
}

async function place(run: Run, file: SourceFile): Promise<Result> {
  if (file.size === 0) throw new FileFailed('is empty');
  if (file.size > LARGEST) throw new FileFailed('is larger than 5 GB, which is the most a bucket takes');
  const entry = run.state.get(file.audioId);
  const theirs = run.remote.get(file.audioId) ?? [];
  if (entry && entry.root !== run.root && theirs.length > 0)
    throw new FileFailed(`has the same path as a file that was sent from ${entry.root}: use another bucket`);
  const known = entry?.root === run.root && entry.version === file.version ? entry : undefined;
  const md5 = theirs.length > 0 || run.fingerprintsOnly ? (known?.md5 ?? (await md5Of(file))) : undefined;
  // What has arrived and was not listened to yet tells no MD5: it is the one that was sent from here.
  const isHere = (each: RemoteFile) =>
    md5In(each, run.fingerprintsOnly) === md5 ||
    (each.state === 0 && known?.key === null && each.id === known.file_id);
  // What others put there later than this folder did is theirs; while one is under way its own id is not known.
  const ownUpTo = entry?.key ? Number.POSITIVE_INFINITY : (entry?.file_id ?? 0);
  const there = theirs.find(isHere);
  if (there && md5 !== undefined) {
    note(run, file, { md5, key: null, file_id: there.id });
    // Of what arrives elsewhere at this moment nothing is known yet.
    const older = theirs.filter((each) => each.id <= ownUpTo && each.state !== 0 && !isHere(each));
    return { is: 'there', placed: { file, id: there.id, md5, replaces: older.map(({ id }) => id) } };
  }
  if (!entry && theirs.length > 0)
    throw new FileFailed(
      'has the same path as another file in the bucket, which was not sent from here: rename one, or use another bucket',
    );
  await refuseWhatIsNoAudio(file);
  const placed = await send(run, file, md5, known?.key ?? null, entry?.file_id ?? null);
  const older = theirs.filter(({ id }) => id <= ownUpTo && id !== placed.id);
  return { is: 'sent', placed: { ...placed, replaces: older.map(({ id }) => id) } };
}

/** Under the key of an earlier run, or a new one; `before` is the version that stands in the bucket until this one is ready. */
async function send(
  run: Run,
  file: SourceFile,
  known: string | undefined,
  earlier: string | null,
  before: number | null,
) {
  const key = earlier ?? newKey();
  // Before anything is announced: a run that is killed announces it again under the same key.
  note(run, file, { md5: null, key, file_id: before });
  if (run.fingerprintsOnly && known !== undefined) {
    const id = await sendFingerprint(run, file, known, key);
    note(run, file, { md5: known, key: null, file_id: id });
    return { file, id, md5: known };
  }
  const { id, md5 } = await sendAudio(run, file, key, earlier !== null);
  if (md5 === undefined) {
    await removeFiles(run.client, run.bucketId, [id]);
    return send(run, file, known, null, before);
  }
  note(run, file, { md5, key: null, file_id: id });
  return { file, id, md5 };
}

const note = (run: Run, file: SourceFile, entry: Pick<Entry, 'md5' | 'key' | 'file_id'>): void =>
  run.state.put(file.audioId, { root: run.root, version: file.version, ...entry });

/** Of a fingerprint the MD5 of the file that it was made of, which was sent along. */
function md5In({ md5, data_type, user_defined }: RemoteFile, ofFingerprint: boolean): unknown {
  if (ofFingerprint) return data_type === 'fingerprint' ? user_defined['md5'] : undefined;
  return data_type === 'audio' ? md5 : undefined;
}

/** Only its first bytes are looked at. */
async function refuseWhatIsNoAudio(file: SourceFile): Promise<void> {
  await using source = await file.open();
  await sniff(source);
}
