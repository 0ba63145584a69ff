import { sentenceOf } from '../asking/refusal.ts';
import type { Found } from './folder.ts';
import { Journal } from './journal.ts';
import { send } from './send.ts';
import { sentBefore } from './sent-before.ts';

const SIDE_BY_SIDE = 4;

/** A file of the queue that could not be sent. */
interface Failed {
  readonly found: Found;
  readonly why: string;
}

/** How far a queue is. */
export interface Progress {
  readonly files: number;
  readonly filesSent: number;
  readonly bytes: number;
  readonly bytesSent: number;
  readonly failed: readonly Failed[];
  readonly isSending: boolean;
  /** Milliseconds since it began. */
  readonly since: number;
}

/** What is sent to a bucket, some files side by side; it goes on while its view is left. */
export class Queue {
  readonly #bucketId: number;
  readonly #journal: Journal;
  readonly #listeners = new Set<() => void>();
  readonly #sending = new Map<Found, number>();
  #waiting: Found[] = [];
  #failed: Failed[] = [];
  #files = 0;
  #filesSent = 0;
  #bytes = 0;
  #bytesSent = 0;
  #began = 0;

  constructor(bucketId: number) {
    this.#bucketId = bucketId;
    this.#journal = new Journal(bucketId);
  }

  async add(files: readonly Found[]): Promise<void> {
    const before = await sentBefore(this.#bucketId, this.#journal, files);
    if (!this.#isSending) this.#begin();
    for (const found of files) {
      this.#files++;
      this.#bytes += found.file.size;
      if (before.has(found)) this.#count(found);
      else this.#waiting.push(found);
    }
    this.#go();
  }

  /** Those that failed, once more. */
  again(): void {
    this.#waiting.push(...this.#failed.map(({ found }) => found));
    this.#failed = [];
    this.#go();
  }

  progress(): Progress {
    const under = [...this.#sending.values()].reduce((sum, bytes) => sum + bytes, 0);
    return {
      files: this.#files,
      filesSent: this.#filesSent,
      bytes: this.#bytes,
      bytesSent: this.#bytesSent + under,
      failed: this.#failed,
      isSending: this.#isSending,
      since: performance.now() - this.#began,
    };
  }

  /** Calls on every change, until what it gives is called. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get #isSending(): boolean {
    return this.#sending.size > 0 || this.#waiting.length > 0;
  }

  #begin(): void {
    this.#files = this.#filesSent = this.#bytes = this.#bytesSent = 0;
    this.#failed = [];
    this.#began = performance.now();
    addEventListener('beforeunload', warn);
  }

  #go(): void {
    while (this.#sending.size < SIDE_BY_SIDE) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#sending.set(next, 0);
      void this.#send(next);
    }
    if (!this.#isSending) {
      removeEventListener('beforeunload', warn);
      if (this.#failed.length === 0) this.#journal.close();
    }
    this.#tell();
  }

  async #send(found: Found): Promise<void> {
    try {
      const id = await send(this.#bucketId, found, this.#journal, (bytes) => {
        this.#sending.set(found, bytes);
        this.#tell();
      });
      this.#journal.sent(found, id);
      this.#count(found);
    } catch (error) {
      this.#failed = [...this.#failed, { found, why: sentenceOf(error) }];
    }
    this.#sending.delete(found);
    this.#go();
  }

  #count({ file }: Found): void {
    this.#filesSent++;
    this.#bytesSent += file.size;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const queues = new Map<number, Queue>();

/** The queue of a bucket. */
export function queueOf(bucketId: number): Queue {
  const queue = queues.get(bucketId) ?? new Queue(bucketId);
  queues.set(bucketId, queue);
  return queue;
}

/** Whoever closes the tab while files are sent is asked first. */
const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
