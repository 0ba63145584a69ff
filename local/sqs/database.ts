import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '#local/database.ts';

/** Queues and their messages on disk. A message is answered for when its row is committed. */
export function openQueues(folder: string): DatabaseSync {
  const database = openDatabase(
    folder,
    'queues.db',
    `
    CREATE TABLE IF NOT EXISTS queues (
      region TEXT, name TEXT, attributes TEXT NOT NULL, PRIMARY KEY (region, name)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS messages (
      sequence INTEGER PRIMARY KEY, region TEXT NOT NULL, queue TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
      body TEXT NOT NULL, attributes TEXT NOT NULL, sent INTEGER NOT NULL, visible INTEGER NOT NULL,
      received INTEGER NOT NULL DEFAULT 0, first INTEGER, receipt TEXT
    );
    CREATE INDEX IF NOT EXISTS visible ON messages (region, queue, visible);
    CREATE INDEX IF NOT EXISTS sent ON messages (region, queue, sent);
  `,
  );
  // Whoever was at work on a message ended with the last run: it is free again, and that receive does not count.
  // On AWS a worker is not killed with its queue, and would not have to wait for the visibility timeout either.
  database
    .prepare(
      'UPDATE messages SET visible = ?, receipt = NULL, received = received - 1 WHERE receipt IS NOT NULL AND visible > ?',
    )
    .run(Date.now(), Date.now());
  return database;
}
