import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What hearing a file took: seconds of processor, and the most memory of the process until now, in bytes. */
export interface Heard {
  readonly cpu: number;
  readonly memory: number;
}

/** A process that listens to files. */
export class Listener implements AsyncDisposable {
  private readonly child: ChildProcess = fork(new URL('./hear-process.ts', import.meta.url));
  private readonly ended = once(this.child, 'exit').then(() => [
    { error: 'the process that listens has ended' },
  ]);

  /** Rejects when the file cannot be heard. */
  async hear(path: string): Promise<Heard> {
    this.child.send(path);
    const [answer] = await Promise.race([once(this.child, 'message'), this.ended]);
    if ('error' in answer) throw new Error(`${path}: ${answer.error}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.disconnect();
    await this.ended;
  }
}
