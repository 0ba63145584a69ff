import { explore, planted } from './log/model.ts';

/** `npm run bench:log`: every interleaving of docs/at-scale.md's further cut, whole and with one thing left out. */
for (const left of planted) {
  const { states, violations } = explore(left);
  process.stdout.write(`left out: ${left}; ${states} states, ${violations} violations\n`);
}
