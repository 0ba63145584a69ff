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
  readonly #complained = new Set<string>();
  #closed = false;

  constructor(database: DatabaseSync, announce: Announce) {
    this.#database = database;
    this.#announce = announce;
  }

  /** There may be something to send. Returns at once. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
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
    const next = this.#database.prepare(
      'SELECT sequence, queue, body FROM events WHERE sequence > ? ORDER BY sequence LIMIT 1',
    );
    const forget = this.#database.prepare('DELETE FROM events WHERE sequence = ?');
    // One queue that takes nothing does not hold up the others.
    const refusing = new Set<string>();
    let after = 0;
    for (let row = next.get(after); row && !this.#closed; row = next.get(after)) {
      const queue = String(row.queue);
      after = Number(row.sequence);
      if (refusing.has(queue)) continue;
      try {
        await this.#announce(queue, String(row.body));
        forget.run(after);
      } catch (error) {
        refusing.add(queue);
        this.#complain(queue, error);
      }
    }
    if (refusing.size > 0 && !this.#closed) this.#retry = setTimeout(() => this.wake(), 1000);
  }

  #complain(queue: string, error: unknown): void {
    if (this.#complained.has(queue)) return;
    this.#complained.add(queue);
    console.warn(`S3 events cannot be sent to ${queue}, which is tried again every second: ${error}`);
  }
}
