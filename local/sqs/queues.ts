import { EventEmitter, once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { noSuchQueue } from './error.ts';
import { type Attributes, type Message, Queue } from './queue.ts';

const attributes = z.record(z.string(), z.string());

/** All queues of all regions, and those who wait at them. */
export class Queues {
  readonly #database: DatabaseSync;
  /** Emits `region/name` when a message may have come there. */
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  readonly #timeScale: number;

  constructor(database: DatabaseSync, timeScale: number) {
    this.#timeScale = timeScale;
    this.#database = database;
  }

  get(region: string, name: string): Queue {
    const row = this.#database
      .prepare('SELECT attributes FROM queues WHERE region = ? AND name = ?')
      .get(region, name);
    if (!row) throw noSuchQueue();
    return new Queue(
      { database: this.#database, timeScale: this.#timeScale },
      region,
      name,
      attributes.parse(JSON.parse(String(row.attributes))),
    );
  }

  list(region: string, prefix: string): string[] {
    const rows = this.#database.prepare('SELECT name FROM queues WHERE region = ? ORDER BY name').all(region);
    return rows.map((row) => String(row.name)).filter((name) => name.startsWith(prefix));
  }

  /** Makes the queue, or gives it these attributes. */
  make(region: string, name: string, attributes: Attributes): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO queues VALUES (?, ?, ?)')
      .run(region, name, JSON.stringify(attributes));
    this.#arrived(region, name);
  }

  remove(queue: Queue): void {
    queue.purge();
    this.#database.prepare('DELETE FROM queues WHERE region = ? AND name = ?').run(queue.region, queue.name);
  }

  send(queue: Queue, body: string, attributes?: unknown, delaySeconds?: number): { id: string; md5: string } {
    const sent = queue.send(body, attributes, delaySeconds);
    this.#arrived(queue.region, queue.name);
    return sent;
  }

  changeVisibility(queue: Queue, receipt: string, seconds: number): void {
    queue.changeVisibility(receipt, seconds);
    this.#arrived(queue.region, queue.name);
  }

  /** Waits up to `waitSeconds` for the first message; ends early, with none, when `signal` says that nobody listens. */
  async receive(
    queue: Queue,
    count: number,
    visibilitySeconds: number | undefined,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<Message[]> {
    const deadline = Date.now() + waitSeconds * 1000;
    while (!signal.aborted) {
      const { messages, deadLetters } = queue.receive(count, visibilitySeconds);
      if (deadLetters) this.#arrived(queue.region, deadLetters);
      if (messages.length > 0) return messages;
      const left = Math.min(deadline, queue.nextVisible() ?? Number.POSITIVE_INFINITY) - Date.now();
      if (Date.now() >= deadline) break;
      await this.#arrival(queue, Math.max(1, left), signal);
    }
    return [];
  }

  #arrived(region: string, name: string): void {
    this.#arrivals.emit(`${region}/${name}`);
  }

  async #arrival(queue: Queue, milliseconds: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    await Promise.race([
      once(this.#arrivals, `${queue.region}/${queue.name}`, { signal: either }).catch(ignored),
      delay(milliseconds, undefined, { signal: either }).catch(ignored),
    ]);
    stop.abort();
  }
}

/** Both waits are ended by the signal when one has come true; that is no error. */
function ignored(): void {}
