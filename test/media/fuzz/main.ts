import { parseArgs } from 'node:util';
import { tryFile } from './run.ts';
import { seedFiles } from './seeds.ts';

/** `npm run fuzz:media -- --seconds N [--seed S] [--count C]`: hostile files until time or count is over. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    count: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
  },
});
const seeds = await seedFiles();
const end = performance.now() + Number(values.seconds) * 1000;
const worst: { seed: number; cpu: number; bytes: number }[] = [];
let count = 0;
let heard = 0;
let faults = 0;
for (let seed = Number(values.seed); performance.now() < end && count < Number(values.count); seed++) {
  const { bytes, isHeard, fault, cpu } = await tryFile(seeds, seed);
  count++;
  if (isHeard) heard++;
  if (fault !== undefined) {
    faults++;
    console.log(`seed ${seed}:`, fault);
  }
  worst.push({ seed, cpu, bytes });
  worst.sort((a, b) => b.cpu - a.cpu).splice(5);
}
console.log(`${count} files: ${heard} heard, ${count - heard - faults} refused, ${faults} faults`);
console.log(`most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
for (const { seed, cpu, bytes } of worst)
  console.log(`seed ${seed}: ${bytes} bytes, ${Math.round(cpu)} ms of processor`);
if (faults > 0) process.exitCode = 1;
