import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '#local/database.ts';

/**
 * What is stored, beside the blobs that hold the bytes. An object exists when its row does: the row, and the event
 * that announces it, are committed in one transaction after its blob is safe on disk. A blob without a row is
 * what a kill left behind, and is swept at the next start.
 */
export function openCatalogue(folder: string): DatabaseSync {
  return openDatabase(
    folder,
    'catalogue.db',
    `
    CREATE TABLE IF NOT EXISTS buckets (
      name TEXT PRIMARY KEY, region TEXT NOT NULL, cors TEXT NOT NULL DEFAULT '[]', announcements TEXT NOT NULL DEFAULT '[]'
    );
    CREATE TABLE IF NOT EXISTS objects (
      bucket TEXT, key TEXT, blob TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      modified INTEGER NOT NULL, headers TEXT NOT NULL, checksum TEXT,
      PRIMARY KEY (bucket, key)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS uploads (
      id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, started INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS parts (
      upload TEXT, number INTEGER, blob TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      PRIMARY KEY (upload, number)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL
    );
  `,
  );
}
