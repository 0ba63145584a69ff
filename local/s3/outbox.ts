import type { DatabaseSync } from 'node:sqlite';

/** Puts an event's body into the queue of that ARN. */
export type Announce = (queueArn: string, body: string) => Promise<void>;

/**
 * Sends the events that the catalogue holds, oldest first, and forgets each when the queue has it. What a kill left
 * is sent by the next start: at least once, as S3 promises.
 */
export class Outbox {
  readonly #database: DatabaseSync;
  readonly #announce: Announce;
  #sending: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(database: DatabaseSync, announce: Announce) {
    this.#database = database;
    this.#announce = announce;
  }

  /** There may be something to send. Returns at once. */
  wake(): void {
    if (this.#closed) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#sending;
  }

  async #send(): Promise<void> {
    const oldest = this.#database.prepare(
      'SELECT sequence, queue, body FROM events ORDER BY sequence LIMIT 50',
    );
    const forget = this.#database.prepare('DELETE FROM events WHERE sequence = ?');
    for (let rows = oldest.all(); rows.length > 0 && !this.#closed; rows = oldest.all()) {
      for (const row of rows) {
        try {
          await this.#announce(String(row.queue), String(row.body));
        } catch (error) {
          console.warn(`An S3 event could not be sent to ${row.queue}, trying again: ${error}`);
          this.#retry = setTimeout(() => this.wake(), 1000);
          return;
        }
        forget.run(row.sequence ?? null);
      }
    }
  }
}
