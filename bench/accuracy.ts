import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { allReached, type FalseCalls, goalsTable, type Result } from './accuracy/goals.ts';
import { PARTS } from './accuracy/parts.ts';
import { programVersions } from './accuracy/programs.ts';
import { Refusal } from './accuracy/refusal.ts';
import { runPart } from './accuracy/run-part.ts';
import { readWanted, type Wanted } from './accuracy/wanted.ts';

/** The accuracy benchmark: `npm run bench:accuracy -- --music DIR`. */
async function main(wanted: Wanted): Promise<boolean> {
  const versions = await programVersions();
  await mkdir(wanted.work, { recursive: true });
  console.log(versions.join('; '));
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${gigabytes(totalmem())}`);
  const all: (Result | FalseCalls)[] = [];
  for (const part of PARTS.filter(({ name }) => wanted.parts.includes(name))) {
    console.log(`\n## ${part.name}\n`);
    all.push(...(await runPart(part, wanted)));
  }
  console.log(`\n${goalsTable(all)}`);
  return allReached(all);
}

const gigabytes = (bytes: number) => `${Math.round(bytes / 2 ** 30)} GB`;

try {
  const wanted = readWanted(
    process.argv.slice(2),
    PARTS.map(({ name }) => name),
  );
  if (!(await main(wanted))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
