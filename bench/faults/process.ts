import { AsyncLocalStorage } from 'node:async_hooks';

/** What a process of the deployment is told when it asks for something after its death: nothing comes of it. */
class Died extends Error {
  override readonly name = 'Died';
}

/** A process of the deployment: the environment of a function, in the middle of its work. */
export class Process {
  /** Calls of the stores it has left to live; it dies before the last one, or right after. */
  private left: number;
  private readonly when: 'before' | 'after';
  private dead = false;
  readonly random: () => number;

  constructor(random: () => number, calls: number) {
    this.random = random;
    this.left = calls;
    this.when = random() < 0.5 ? 'before' : 'after';
  }

  get isDead(): boolean {
    return this.dead;
  }

  die(): void {
    this.dead = true;
  }

  /** One of its calls; tells `died` when it ends with this one. */
  async call<T>(work: () => Promise<T>, died: () => void): Promise<T> {
    if (this.dead) throw new Died();
    const isLast = --this.left === 0;
    if (isLast && this.when === 'before') return this.end(died);
    const result = await work();
    // Others may have ended it meanwhile.
    if (this.dead) throw new Died();
    return isLast ? this.end(died) : result;
  }

  private end(died: () => void): never {
    this.dead = true;
    died();
    throw new Died();
  }
}

/** The process that the current work belongs to; none for what only looks on. */
export const processes = new AsyncLocalStorage<Process>();
