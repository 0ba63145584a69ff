/**
 * How much a run tries of what can be tried in very many ways. `REFRAIN_TESTS=all npm test`, as CI runs it, lets a
 * process die at every place there is; without it at some of them, always the same, to be over in minutes.
 */
export const isWhole = process.env['REFRAIN_TESTS'] === 'all';

/** A process dies at every how many of the places where it can. */
export const APART = isWhole ? 1 : 4;

/** How many of so many alike are tried. */
export const some = (count: number): number => (isWhole ? count : Math.ceil(count / 4));
