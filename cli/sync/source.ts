import { createHash } from 'node:crypto';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Heard } from '../scan/library.ts';

/** A file that is sent. */
export interface Sendable {
  /** What it is called in the bucket: its path, from the folder on; empty when it is sent alone. */
  readonly audioId: string;
  /** Its path for people. */
  readonly name: string;
  readonly size: number;
  /** Another one as soon as the file is another. */
  readonly version: string;
  open(): Promise<AudioSource & AsyncDisposable>;
  /** Whether it is still as it was found. */
  isAsFound(): Promise<boolean>;
}

/** A file as it was found, in a folder or below a prefix of S3. */
export interface SourceFile extends Sendable {
  hear(): Promise<Heard>;
}

/** Where files come from. */
export interface Source extends AsyncDisposable {
  /** Which it is, the same in every run. */
  readonly root: string;
  /** All there are; what cannot be read is told and passed over. */
  files(complain: (name: string, why: string) => void): AsyncIterable<SourceFile>;
  /** Whether there is a file under this id, be it another name of one that was told. */
  holds(audioId: string): boolean;
}

/** The longest id that a bucket takes, in UTF-16 units. */
const LONGEST = 256;

/** A path as the id of a file. One that is too long, or no text, is told apart by a digest at its end. */
export function audioIdOf(path: Buffer): string {
  const text = path.toString('utf8');
  if (text.length <= LONGEST && Buffer.from(text).equals(path)) return text;
  const digest = createHash('md5').update(path).digest('hex');
  return `${[...text].slice(0, 100).join('')}~${digest}`;
}
