import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { sideBySide } from '#domain/side-by-side.ts';
import { type ToldPath, told as toldPath } from './path.ts';
import type { ScannedFile } from './recordings.ts';
import type { Placed, Star } from './stars.ts';

/** A file as a report tells it. */
export interface ReportedFile extends ToldPath {
  readonly size: number;
  /** Seconds. */
  readonly duration: number;
  readonly format: string;
  readonly bit_rate: number;
  readonly sample_rate: number;
  readonly channels: number;
  readonly lossless: boolean;
  readonly notice: string | null;
  readonly modified: string;
}

/** A file, and how it lies on the kept one. */
export interface ReportedMatch extends ReportedFile {
  readonly relation: string;
  /** Byte for byte the kept one. */
  readonly exact: boolean;
  readonly similarity: number;
  /** Seconds by which it begins after the kept one. */
  readonly offset: number;
  readonly overlap: number;
  readonly speed: number;
}

export interface ReportedGroup {
  readonly keep: ReportedFile;
  readonly copies: readonly ReportedMatch[];
  readonly related: readonly ReportedMatch[];
  /** Bytes of the copies. */
  readonly bytes: number;
}

/** All that a scan found out. */
export interface Report {
  /** Recordings that were compared. */
  readonly recordings: number;
  readonly refused: readonly (ToldPath & { readonly why: string })[];
  /** Most bytes to be freed first; a group without copies is told for what is related to its file. */
  readonly groups: readonly ReportedGroup[];
  readonly copies: number;
  readonly bytes: number;
}

/** Files that are read side by side: a process may have a thousand open. */
const AT_ONCE = 8;

/** The stars that tell something, as a report, with what was found of each. */
export async function reportOf(
  stars: readonly Star[],
  refused: Report['refused'],
): Promise<{ report: Report; stars: readonly Star[] }> {
  const telling = stars
    .filter(({ copies, related }) => copies.length + related.length > 0)
    .map((star) => ({ star, bytes: star.copies.reduce((sum, { file }) => sum + file.size, 0) }))
    .sort((a, b) => b.bytes - a.bytes);
  const groups: ReportedGroup[] = [];
  for (const { star, bytes } of telling) {
    const { kept, copies, related } = star;
    const isExact = sameBytesAs(kept);
    const told = (each: Placed) => matchOf(each, isExact);
    groups.push({
      keep: fileOf(kept),
      copies: await sideBySide(copies, AT_ONCE, told),
      related: await sideBySide(related, AT_ONCE, told),
      bytes,
    });
  }
  const recordings = stars.reduce((sum, { copies }) => sum + 1 + copies.length, 0);
  const copies = recordings - stars.length;
  const report = {
    recordings,
    refused,
    groups,
    copies,
    bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  return { report, stars: telling.map(({ star }) => star) };
}

function fileOf({ path, size, modified, duration, audio }: ScannedFile): ReportedFile {
  return {
    ...toldPath(path),
    size,
    duration: rounded(duration, 2),
    format: audio.format,
    bit_rate: audio.bitRate,
    sample_rate: audio.sampleRate,
    channels: audio.channels,
    lossless: audio.lossless,
    notice: audio.notice,
    modified: new Date(modified).toISOString(),
  };
}

async function matchOf(
  { file, match }: Placed,
  isExact: (file: ScannedFile) => Promise<boolean>,
): Promise<ReportedMatch> {
  return {
    ...fileOf(file),
    relation: match.relation ?? 'same',
    exact: match.duplicate && (await isExact(file)),
    similarity: rounded(match.similarity, 4),
    offset: rounded(match.offset, 2),
    overlap: rounded(match.overlap, 2),
    speed: rounded(match.speed, 4),
  };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** Whether two files hold the same bytes now. */
export const haveEqualBytes = (a: ScannedFile, b: ScannedFile): Promise<boolean> => sameBytesAs(a)(b);

/** The same of one file and many, of which that one is read once. */
function sameBytesAs(kept: ScannedFile): (file: ScannedFile) => Promise<boolean> {
  let of: Promise<string | undefined> | undefined;
  return async ({ size, path }) => {
    if (size !== kept.size) return false;
    of ??= digest(kept.path);
    const [x, y] = await Promise.all([of, digest(path)]);
    return x !== undefined && x === y;
  };
}

async function digest(path: Buffer): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
