import { createHash } from 'node:crypto';
import type { Choose } from './scheduler.ts';

/** The run entered a situation that was searched before. */
class SeenBefore extends Error {}

export interface Searched {
  readonly runs: number;
  readonly situations: number;
}

/**
 * Tries every choice in every situation, depth first: each run goes back to the last choice that has an untried
 * option and takes that. A situation (contents of the stores, and all that each task has seen) is searched once.
 */
export async function searchAll(run: (choose: Choose) => Promise<void>): Promise<Searched> {
  const path: { taken: number; options: number }[] = [];
  const situations = new Set<string>();
  let runs = 0;
  for (;;) {
    let depth = 0;
    const choose: Choose = (options, state) => {
      const here = path[depth++];
      if (here) return options[here.taken] ?? unreachable();
      const digest = createHash('sha1').update(state()).digest('base64');
      if (situations.has(digest)) throw new SeenBefore();
      situations.add(digest);
      path.push({ taken: 0, options: options.length });
      return options[0] ?? unreachable();
    };
    runs++;
    try {
      await run(choose);
    } catch (error) {
      if (!(error instanceof SeenBefore)) throw error;
    }
    while (path.length > 0 && isExhausted(path.at(-1))) path.pop();
    const last = path.at(-1);
    if (!last) return { runs, situations: situations.size };
    last.taken++;
  }
}

const isExhausted = (choice: { taken: number; options: number } | undefined) =>
  choice !== undefined && choice.taken + 1 >= choice.options;

function unreachable(): never {
  throw new Error('a run did not repeat itself: something in it is left to chance');
}
