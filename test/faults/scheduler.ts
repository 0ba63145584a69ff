/** Chooses one of `options`; `state` names the situation it is chosen in, for a search that never enters one twice. */
export type Choose = (options: readonly Option[], state: () => string) => Option;

export interface Option {
  readonly kind: 'step' | 'crash' | 'tick';
  /** The task that goes on or dies; −1 for a tick. */
  readonly task: number;
  readonly label: string;
}

interface Waiting {
  readonly task: number;
  readonly label: string;
  readonly isReady: () => boolean;
  readonly resume: () => void;
}

export interface Limits {
  /** Tasks that may die, each between any two of its calls. */
  readonly crashes: number;
  /** Times the clock may jump past every deadline while somebody could still go on. */
  readonly ticks: number;
  /** Calls that no other task can notice: they take no turn. */
  readonly unnoticed?: ReadonlySet<string>;
}

/** Longer than a lease, and short enough that requests have time for several and nothing is erased. */
const TICK = 3_000;

/** Runs what is queued until every task waits for its turn or has ended. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs tasks one call at a time: each call of a port waits for its turn, and `choose` says whose it is. A task
 * that crashes never gets a turn again. Everything a task does is a function of what its calls answered.
 */
export class Scheduler {
  /** Changes of the stores so far: who polls goes on when there was one. */
  writes = 0;
  clock = Date.UTC(2026, 0, 1);
  private readonly choose: Choose;
  private readonly limits: Limits;
  private readonly picture: () => unknown;
  private readonly firstName: number;
  private readonly seen: string[][] = [];
  private readonly identifiers: number[] = [];
  private readonly dead = new Set<number>();
  private waiting: Waiting[] = [];
  private current = 0;
  private running = 0;
  private crashes = 0;
  private ticks = 0;

  /** The identifiers that task n makes tell `firstName` + n. */
  constructor(choose: Choose, limits: Limits, picture: () => unknown, firstName = 0) {
    this.choose = choose;
    this.limits = limits;
    this.picture = picture;
    this.firstName = firstName;
  }

  get task(): number {
    return this.current;
  }

  /** A call of a port: waits for its turn, then happens at once. */
  async act<T>(label: string, work: () => T): Promise<T> {
    if (!this.limits.unnoticed?.has(label)) await this.turn(label, () => true);
    const answer = work();
    this.seen[this.current]?.push(`${label}${JSON.stringify(answer)}`);
    return answer;
  }

  /** Waits until a store has changed or the clock has jumped: polling sooner would see the same. */
  pause(): Promise<void> {
    const { writes, clock } = this;
    return this.turn('pause', () => this.writes !== writes || this.clock !== clock);
  }

  /** The nth identifier of a task depends on nothing but the task, n and the seed. */
  identifier(seed: number): string {
    const n = this.identifiers[this.current] ?? 0;
    this.identifiers[this.current] = n + 1;
    const name = this.firstName + this.current;
    const first = (Math.imul(seed * 64 + name * 8 + n + 1, 0x9e3779b1) >>> 28).toString(16);
    const rest = `${name}${String(n).padStart(3, '0')}`.padStart(31, '0');
    return `${first}${rest}`.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  private turn(label: string, isReady: () => boolean): Promise<void> {
    const task = this.current;
    return new Promise((resolve) => {
      this.waiting.push({ task, label, isReady, resume: () => resolve() });
    });
  }

  /** Runs the tasks side by side until each has ended or died. */
  async run(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    const failures: unknown[] = [];
    this.running = tasks.length;
    this.waiting = [];
    this.dead.clear();
    for (const [task, start] of tasks.entries()) {
      this.seen[task] = [];
      this.current = task;
      const begun = this.turn('start', () => true);
      void begun
        .then(start)
        .catch((error: unknown) => failures.push(error))
        .finally(() => this.running--);
    }
    await settled();
    while (this.running > this.dead.size) {
      this.take(this.choose(this.options(), () => this.state()));
      await settled();
      if (failures.length > 0) throw failures[0];
    }
  }

  private options(): Option[] {
    const alive = this.waiting.filter(({ task }) => !this.dead.has(task));
    const steps = alive
      .filter(({ isReady }) => isReady())
      .map(({ task, label }): Option => ({ kind: 'step', task, label }));
    const isPausing = alive.some(({ label }) => label === 'pause');
    const tick: Option = { kind: 'tick', task: -1, label: 'the clock' };
    if (steps.length === 0) return [tick];
    const options = [...steps];
    if (isPausing && this.ticks < this.limits.ticks) options.push(tick);
    if (this.crashes < this.limits.crashes) {
      const mortal = new Set(steps.filter(({ label }) => label !== 'start').map(({ task }) => task));
      for (const task of mortal) options.push({ kind: 'crash', task, label: 'dies' });
    }
    return options;
  }

  private take({ kind, task, label }: Option): void {
    if (kind === 'tick') {
      this.ticks++;
      this.clock += TICK;
      return;
    }
    if (kind === 'crash') {
      this.crashes++;
      this.dead.add(task);
      return;
    }
    const at = this.waiting.findIndex((one) => one.task === task && one.label === label && one.isReady());
    const [next] = this.waiting.splice(at, 1);
    this.current = task;
    next?.resume();
  }

  private state(): string {
    const places = this.waiting.map(({ task, label }) => `${task}${label}`).sort();
    const tasks = [this.seen, places, [...this.dead].sort(), this.clock, this.crashes, this.ticks];
    return JSON.stringify([this.picture(), tasks]);
  }
}
