import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocal } from '#local/deployment.ts';
import { fuzz } from './run.ts';

/** `npm run fuzz:requests -- --requests N [--seed S]`: hostile requests, made of the route table, to a local run of its own. */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const data = await mkdtemp(join(tmpdir(), 'refrain-fuzz-'));
const local = await startLocal({ data, port: 0, log: () => {} });
const endpoint = local.endpoints['eu-west-1'] ?? '';
const found = await fuzz(endpoint, local.token, Number(values.requests), Number(values.seed));
await local.close();
await rm(data, { recursive: true, force: true });
const answers = [...found.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} ${count}`);
console.log(`${found.requests} requests, seed ${values.seed}: answers ${answers.join(', ')}`);
console.log(`slowest ${Math.round(found.slowest)} ms; over two seconds: ${found.slow}`);
for (const fault of found.faults.slice(0, 30)) console.log(fault);
console.log(`faults: ${found.faults.length}`);
process.exit(found.faults.length === 0 ? 0 : 1);
