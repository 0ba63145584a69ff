/** Ms for which nothing new is begun after a store has throttled; twice as long each time that it does so again. */
const FIRST = 1000;
const LONGEST = 16_000;

/** How hard a region's stores are pressed, as this process has seen it: one that throttles is given time. */
export class Pressure {
  #until = 0;
  #pause = FIRST;

  /** A store has said: not so fast. */
  throttled(now = Date.now()): void {
    // Many calls under way at once are told the same.
    if (now < this.#until) return;
    // Not all processes come back at one moment.
    this.#until = now + this.#pause * (0.5 + Math.random() / 2);
    this.#pause = Math.min(2 * this.#pause, LONGEST);
  }

  /** It has served a call. */
  served(now = Date.now()): void {
    if (now > this.#until + this.#pause) this.#pause = FIRST;
  }

  /** Ms for which nothing new is to be begun. */
  left(now = Date.now()): number {
    return Math.max(0, this.#until - now);
  }
}
