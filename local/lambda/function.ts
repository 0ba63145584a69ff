import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FunctionDeclaration } from '../template/declarations.ts';
import { Environment, type EnvironmentOptions } from './environment.ts';
import { LambdaError } from './messages.ts';

/** Of a request and of an answer, in bytes; base64 in an event counts as it stands there. */
const payloadLimit = 6_291_556;

/** Lambda keeps an idle environment for some minutes. */
const idleLife = 3 * 60_000;

interface Waiting {
  readonly requestId: string;
  readonly payload: string;
  readonly done: PromiseWithResolvers<string>;
  readonly started: () => void;
}

/** Starting is all computing: more of it at once would only make the first one later. */
const startsAtOnce = Math.max(2, availableParallelism());

/** One function of one region, with the environments it has at the moment. */
export class LambdaFunction {
  readonly declared: FunctionDeclaration;
  /** How many environments there may be: more than AWS's default would only stand in each other's way here. */
  readonly concurrency: number;
  readonly #options: EnvironmentOptions;
  readonly #idle = new Map<Environment, NodeJS.Timeout>();
  readonly #all = new Set<Environment>();
  readonly #queue: Waiting[] = [];
  #starting = 0;
  #closed = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.declared = options.declared;
    // From 1,769 MB on Lambda gives a whole processor: such a function is given one because it computes.
    this.concurrency = options.declared.memory >= 1769 ? Math.max(2, availableParallelism()) : 10;
  }

  /**
   * Resolves with what the handler answered; rejects with a LambdaError. Waits while all environments are busy, and
   * calls `started` when the handler's turn has come.
   */
  async invoke(event: unknown, started: () => void = () => {}): Promise<unknown> {
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > payloadLimit) {
      throw new LambdaError({
        errorType: 'RequestTooLargeException',
        errorMessage: 'Request must be smaller than 6291456 bytes',
      });
    }
    const done = Promise.withResolvers<string>();
    this.#queue.push({ requestId: randomUUID(), payload, done, started });
    this.#serve();
    const answer = await done.promise;
    if (Buffer.byteLength(answer) > payloadLimit) {
      const errorMessage = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
      throw new LambdaError({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
    }
    return JSON.parse(answer);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const { done } of this.#queue.splice(0)) done.reject(closing());
    await Promise.all([...this.#all].map((environment) => environment.end()));
  }

  /** Gives waiting invocations to idle environments, and starts another one where none is and one may be. */
  #serve(): void {
    if (this.#closed) {
      for (const { done } of this.#queue.splice(0)) done.reject(closing());
      return;
    }
    for (const [environment, timer] of this.#idle) {
      // What the last invocation left running may have ended it since.
      if (!environment.alive) {
        this.#drop(environment);
        continue;
      }
      const next = this.#queue.shift();
      if (!next) return;
      clearTimeout(timer);
      this.#idle.delete(environment);
      void this.#run(environment, next);
    }
    while (
      this.#queue.length > this.#starting &&
      this.#starting < startsAtOnce &&
      this.#all.size < this.concurrency
    ) {
      void this.#start();
    }
  }

  async #start(): Promise<void> {
    this.#starting++;
    const environment = new Environment(this.#options);
    this.#all.add(environment);
    try {
      await environment.ready();
      this.#rest(environment);
    } catch (error) {
      // What cannot start fails whoever waited for it; another attempt is made with the next invocation.
      this.#drop(environment);
      this.#queue.shift()?.done.reject(error);
    } finally {
      this.#starting--;
      this.#serve();
    }
  }

  async #run(environment: Environment, { requestId, payload, done, started }: Waiting): Promise<void> {
    started();
    try {
      done.resolve(await environment.run(requestId, payload));
    } catch (error) {
      if (error instanceof LambdaError)
        this.#options.log(`ERROR ${requestId} ${error.error.trace?.join('\n') ?? error.message}`);
      done.reject(error);
    }
    if (environment.alive) this.#rest(environment);
    else this.#drop(environment);
    this.#serve();
  }

  #rest(environment: Environment): void {
    const timer = setTimeout(() => this.#drop(environment), idleLife);
    timer.unref();
    // The warmest first: the others may grow old.
    const others = [...this.#idle];
    this.#idle.clear();
    this.#idle.set(environment, timer);
    for (const [other, itsTimer] of others) this.#idle.set(other, itsTimer);
  }

  #drop(environment: Environment): void {
    clearTimeout(this.#idle.get(environment));
    this.#idle.delete(environment);
    this.#all.delete(environment);
    void environment.end();
  }
}

function closing(): LambdaError {
  return new LambdaError({ errorType: 'ServiceException', errorMessage: 'The local deployment is ending.' });
}
