import type { DatabaseSync } from 'node:sqlite';
import type { Announcement } from './events.ts';

/** Whose page may call, as a bucket's CorsConfiguration says. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAge: number | undefined;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly cors: readonly CorsRule[];
}

/** Bucket names are one set over all regions, as on AWS. */
export class Buckets {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(name: string): Bucket | undefined {
    const row = this.#database.prepare('SELECT name, region, cors FROM buckets WHERE name = ?').get(name);
    if (!row) return undefined;
    return {
      name: String(row.name),
      region: String(row.region),
      cors: JSON.parse(String(row.cors)),
    };
  }

  /** False when another region has the name. */
  make(name: string, region: string): boolean {
    this.#database.prepare('INSERT OR IGNORE INTO buckets (name, region) VALUES (?, ?)').run(name, region);
    return this.get(name)?.region === region;
  }

  allow(name: string, cors: readonly CorsRule[]): void {
    this.#database.prepare('UPDATE buckets SET cors = ? WHERE name = ?').run(JSON.stringify(cors), name);
  }

  announce(name: string, announcements: readonly Announcement[]): void {
    const json = JSON.stringify(announcements);
    this.#database.prepare('UPDATE buckets SET announcements = ? WHERE name = ?').run(json, name);
  }
}
