import type { ObjectKey } from '#domain/ports/objects.ts';

interface Message {
  readonly key: ObjectKey;
  /** Ms of the simulation at which it may be received. */
  at: number;
  received: number;
}

/** As infra/queues.ts and functions/services/queue.ts have it: a message that failed comes again later, five times in all. */
const PAUSE = 30_000;
const MOST = 5;

/** The queue of recordings in the time of the simulation. */
export class Queue {
  readonly #now: () => number;
  readonly #waiting: Message[] = [];
  #working = 0;
  readonly dead: ObjectKey[] = [];
  readonly announced = new Map<ObjectKey, number>();
  longest = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  send(key: ObjectKey): void {
    this.announced.set(key, (this.announced.get(key) ?? 0) + 1);
    this.#waiting.push({ key, at: this.#now(), received: 0 });
    this.longest = Math.max(this.longest, this.#waiting.length);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#working === 0;
  }

  /** Hands the next message to `work`; false when there is none now. */
  async next(work: (key: ObjectKey) => Promise<void>): Promise<boolean> {
    const now = this.#now();
    const place = this.#waiting.findIndex(({ at }) => at <= now);
    const [message] = place < 0 ? [] : this.#waiting.splice(place, 1);
    if (!message) return false;
    this.#working++;
    message.received++;
    try {
      await work(message.key);
    } catch {
      if (message.received >= MOST) this.dead.push(message.key);
      else {
        message.at = this.#now() + PAUSE * message.received;
        this.#waiting.push(message);
      }
    } finally {
      this.#working--;
    }
    return true;
  }
}
