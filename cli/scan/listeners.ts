import { Worker } from 'node:worker_threads';
import type { Heard } from './library.ts';
import type { FoundFile } from './walk.ts';

/** Memory of one thread: hours of audio are heard within it, and a file made to take more ends its thread alone. */
const MEGABYTES = 512;

/** Threads that listen to files side by side, each to one at a time. */
export class Listeners implements AsyncDisposable {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();

  /** Listens in a thread that is free, or a new one: the caller decides how many at once. */
  async listen({ path }: FoundFile): Promise<Heard> {
    const thread = this.#idle.pop() ?? this.#start();
    thread.postMessage({ path });
    const { promise, resolve } = Promise.withResolvers<Heard>();
    const answered = (heard: Heard): void => {
      this.#idle.push(thread);
      resolve(heard);
    };
    // A fault of ours, or of a decoder: this file is told, and the others are heard by another thread.
    const failed = (error: Error): void => {
      this.#all.delete(thread);
      resolve({ refused: `could not be listened to: ${error.message}`, mayPass: true });
    };
    thread.once('message', answered).once('error', failed);
    return promise.finally(() => thread.off('message', answered).off('error', failed));
  }

  #start(): Worker {
    const thread = new Worker(new URL('./listening-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    });
    this.#all.add(thread);
    return thread;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.terminate()));
  }
}
