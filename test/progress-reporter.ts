import type { Reporter, TestModule } from 'vitest/node';

/** How many files are between two lines. */
const STEP = 10;

/** Tells now and then how far a run is, where nothing else does: in a log. A terminal has vitest's own count. */
export default class ProgressReporter implements Reporter {
  #files = 0;
  #done = 0;
  #tests = 0;
  #failed = 0;

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length;
  }

  onTestModuleEnd(module: TestModule): void {
    this.#done++;
    for (const test of module.children.allTests()) {
      this.#tests++;
      if (test.result().state === 'failed') this.#failed++;
    }
    if (this.#done % STEP > 0 && this.#done < this.#files) return;
    console.log(
      `── ${this.#done} of ${this.#files} files done: ${this.#tests} tests, ${this.#failed} failed`,
    );
  }
}
