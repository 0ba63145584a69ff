import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { drive } from './faults/driver.ts';
import { kill } from './faults/kills.ts';
import { faults } from './faults/layer.ts';
import { findsOut, planted } from './faults/planted.ts';

/**
 * `npm run bench:faults -- --operations N --seed S`: uploads, moves, deletes, dedup inserts and dumps on the real
 * engines, while stores fail and processes die; then whether all that was acknowledged holds, and all fits together.
 * `--kills N` instead: the same against `npm start`, which is killed with -9 as often. `--planted`: whether bugs that are
 * planted in five places are found out.
 */
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '2000' },
    kills: { type: 'string' },
    planted: { type: 'boolean', default: false },
    plant: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const started = Date.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const sayNow = (line: string) => say(`${Math.round((Date.now() - started) / 1000)} s: ${line}`);

if (values.plant !== undefined) {
  const violation = await findsOut(values.plant, Number(values.operations), seed);
  sayNow(`${values.plant}: ${violation ?? 'NOT FOUND OUT'}`);
  process.exit(violation === undefined ? 1 : 0);
}

if (values.planted) {
  // Each in a process of its own: functions open their deployment once.
  const { operations } = values;
  const isFoundOut = Object.keys(planted).map((plant) => {
    const args = [import.meta.filename, '--plant', plant, '--operations', operations, '--seed', values.seed];
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
  });
  process.exit(isFoundOut.every(Boolean) ? 0 : 1);
}

async function run() {
  if (values.kills !== undefined) {
    const killed = await kill(Number(values.kills), seed, (done) => sayNow(`killed ${done} times`));
    say(`seed ${seed}: ${values.kills} × kill -9 of the local run`);
    return killed;
  }
  const operations = Number(values.operations);
  let told = 0;
  const progress = (done: number, { violations }: { violations: readonly string[] }) => {
    sayNow(`${done} operations, ${violations.length} violations`);
    for (const violation of violations.slice(told)) say(`VIOLATION ${violation}`);
    told = violations.length;
  };
  return { operations, ledger: await drive({ operations, seed, progress }) };
}

const { ledger, operations } = await run();
say(`seed ${seed}: ${operations} operations; ${ledger.acknowledged} calls were acknowledged`);
const answers = [...ledger.statuses].sort(([a], [b]) => a - b);
say(`answers: ${answers.map(([status, count]) => `${status === 0 ? 'none' : status} ${count}`).join(', ')}`);
for (const [kind, count] of faults) say(`faults: ${count} × ${kind}`);
say(`violations: ${ledger.violations.length}`);
process.exit(ledger.violations.length === 0 ? 0 : 1);
