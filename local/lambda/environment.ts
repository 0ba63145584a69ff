import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { FunctionDeclaration } from '../template/declarations.ts';
import { type Invocation, LambdaError, type Report, type Start } from './messages.ts';

export interface EnvironmentOptions {
  readonly declared: FunctionDeclaration;
  /** Absolute path of the entry file. */
  readonly entry: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Takes a line that the function has printed. */
  readonly log: (line: string) => void;
}

/** One execution environment: a thread that serves one invocation at a time. */
export class Environment {
  readonly #thread: Worker;
  readonly #declared: FunctionDeclaration;
  /** Whom the next report, or the end of the thread, concerns. */
  #waiting: PromiseWithResolvers<Report> | undefined;
  #dead = false;

  constructor({ declared, entry, variables, log }: EnvironmentOptions) {
    this.#declared = declared;
    const workerData: Start = {
      entry,
      handler: declared.handler,
      functionName: declared.name,
      functionArn: declared.arn,
      memory: declared.memory,
    };
    this.#thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData,
      env: { ...variables },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: declared.memory },
    });
    for (const stream of [this.#thread.stdout, this.#thread.stderr])
      createInterface({ input: stream }).on('line', log);
    this.#thread.on('message', (report: Report) => this.#settle((waiting) => waiting.resolve(report)));
    this.#thread.on('error', (error) => this.#fail(`Runtime.${error.name}`, error.message));
    this.#thread.on('exit', (code) =>
      this.#fail('Runtime.ExitError', `The environment ended with code ${code}.`),
    );
  }

  /** False once it can serve no more. */
  get alive(): boolean {
    return !this.#dead;
  }

  /** Resolves when the entry has been imported. */
  async ready(): Promise<void> {
    await this.#report();
  }

  /** Resolves with the answer's JSON; rejects with a LambdaError, after which `alive` tells whether it can go on. */
  async run(requestId: string, payload: string): Promise<string> {
    const { timeout } = this.#declared;
    const limit = timeout * 1000;
    const invocation: Invocation = { requestId, payload, deadline: Date.now() + limit };
    const timer = setTimeout(() => {
      const message = `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`;
      this.#fail('Sandbox.Timedout', message);
      void this.end();
    }, limit);
    try {
      const reported = this.#report();
      this.#thread.postMessage(invocation);
      const report = await reported;
      if ('answer' in report) return report.answer;
      throw new LambdaError('error' in report ? report.error : unexpected);
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    this.#dead = true;
    await this.#thread.terminate();
  }

  #report(): Promise<Report> {
    const waiting = Promise.withResolvers<Report>();
    if (this.#dead) waiting.reject(new LambdaError(unexpected));
    else this.#waiting = waiting;
    return waiting.promise;
  }

  #fail(errorType: string, errorMessage: string): void {
    this.#dead = true;
    this.#settle((waiting) => waiting.reject(new LambdaError({ errorType, errorMessage })));
  }

  #settle(how: (waiting: PromiseWithResolvers<Report>) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) how(waiting);
  }
}

const unexpected = { errorType: 'Runtime.Unknown', errorMessage: 'The environment has ended.' };
