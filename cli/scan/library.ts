import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import type { FileAudio, Recording } from '#domain/ports/audio.ts';
import { Refusal } from '../refusal.ts';
import type { FoundFile } from './walk.ts';

/** What listening to a file told: a recording, or why it is none. */
export type Heard =
  | (Pick<Recording, 'words' | 'duration' | 'contour'> & { readonly audio: FileAudio })
  | {
      readonly refused: string;
      /** It may be heard another time, unchanged: it could not be read, or we failed. It is not remembered. */
      readonly mayPass?: true;
    };

/** Grows when what is heard of the same file would be another: what an older version remembered is forgotten. */
const VERSION = 3;

const row = z.object({
  size: z.number(),
  modified: z.number(),
  words: z.nullable(z.instanceof(Uint8Array)),
  contour: z.nullable(z.instanceof(Uint8Array)),
  duration: z.number(),
  audio: z.string(),
  refused: z.nullable(z.string()),
});
const fileAudio = z.object({
  format: z.string(),
  bitRate: z.number(),
  sampleRate: z.number(),
  channels: z.number(),
  lossless: z.boolean(),
  notice: z.nullable(z.string()),
});

/** Sets of files whose groups are remembered. */
const GROUPED = 10;

/** Where what was heard is remembered, unless told otherwise. */
export function libraryFile(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const caches =
    process.platform === 'darwin'
      ? join(homedir(), 'Library/Caches')
      : (XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(homedir(), '.cache'));
  return join(caches, 'refrain', 'scan.db');
}

/**
 * What was heard of files, by path, so that a second scan listens only to what is new or changed (in size or time).
 * Two scans may share it: each remembers what it heard, and the later one stays.
 */
export class Library {
  readonly #database: DatabaseSync;
  readonly #recall: StatementSync;
  readonly #remember: StatementSync;

  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.#database = new DatabaseSync(file);
    this.#database.exec(
      'PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
    );
    const known = z
      .object({ user_version: z.number() })
      .parse(this.#database.prepare('PRAGMA user_version').get());
    if (known.user_version !== VERSION)
      this.#database.exec('DROP TABLE IF EXISTS heard; DROP TABLE IF EXISTS grouped');
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS heard (
         path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, words BLOB,
         contour BLOB, duration REAL NOT NULL, audio TEXT NOT NULL, refused TEXT
       ) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS grouped (nth INTEGER PRIMARY KEY, digest TEXT UNIQUE NOT NULL, stars TEXT NOT NULL);
       PRAGMA user_version = ${VERSION}`,
    );
    this.#recall = this.#database.prepare(
      'SELECT size, modified, words, contour, duration, audio, refused FROM heard WHERE path = ?',
    );
    this.#remember = this.#database.prepare('INSERT OR REPLACE INTO heard VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** Undefined when the file is new, or not as it was. */
  recall({ path, size, modified }: FoundFile): Heard | undefined {
    const found = this.#recall.get(path);
    if (!found) return undefined;
    const known = row.parse(found);
    if (known.size !== size || known.modified !== modified) return undefined;
    if (known.words === null) return { refused: known.refused ?? '' };
    const words = new Uint32Array(known.words.slice().buffer);
    const audio = fileAudio.parse(JSON.parse(known.audio));
    return { words, duration: known.duration, audio, ...(known.contour && { contour: known.contour }) };
  }

  /** Throws Refusal when there is no room for it. */
  remember({ path, size, modified }: FoundFile, heard: Heard): void {
    this.#write(() => {
      if ('refused' in heard) {
        this.#remember.run(path, size, modified, null, null, 0, '', heard.refused);
        return;
      }
      const { words, contour = null, duration, audio } = heard;
      const bytes = new Uint8Array(words.slice().buffer);
      this.#remember.run(path, size, modified, bytes, contour, duration, JSON.stringify(audio), null);
    });
  }

  /** How the files with this digest were grouped, as it was written. */
  recallGroups(digest: string): string | undefined {
    const found = this.#database.prepare('SELECT stars FROM grouped WHERE digest = ?').get(digest);
    return found && z.object({ stars: z.string() }).parse(found).stars;
  }

  /** Throws Refusal when there is no room for it. */
  rememberGroups(digest: string, stars: string): void {
    this.#write(() => {
      this.#database
        .prepare('INSERT OR REPLACE INTO grouped (digest, stars) VALUES (?, ?)')
        .run(digest, stars);
      this.#database
        .prepare('DELETE FROM grouped WHERE nth NOT IN (SELECT nth FROM grouped ORDER BY nth DESC LIMIT ?)')
        .run(GROUPED);
    });
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw new Refusal(
        `what was heard cannot be kept in ${this.#file} any more: ${(error as Error).message} (is the disk full?)`,
      );
    }
  }

  close(): void {
    this.#database.close();
  }
}
