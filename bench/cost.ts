import { parseArgs } from 'node:util';
import { prices } from '#infra/prices.ts';
import { startDeployment } from '../test/aws/store-region.ts';
import { type Done, measureAll } from './cost/work.ts';

/**
 * `npm run bench:cost [-- --times N --heard N]`: the units that a file and a dedup insert take, by table and by partition
 * key, metered call by call through the real stores; and what that comes to.
 */
const { values } = parseArgs({
  options: { times: { type: 'string', default: '64' }, heard: { type: 'string', default: '4' } },
});

/** USD a million: S3's PUTs and GETs, SQS's calls, Lambda's. us-east-1, as infra/prices.ts. */
const MILLION = { puts: 5, gets: 0.4, messages: 0.4, invocations: 0.2 };
/** A unit provisioned, for an hour; and the share of what is provisioned that is used. */
const HOUR = { read: 0.00013, write: 0.00065 };
const USED = 0.7;
/**
 * Of each kind of work: seconds of Lambda by its memory in GB, invocations, and requests of API Gateway, of 512 KB each.
 * Listening: as docs/deploying.md has it, 0.7 files of 4 minutes a second; the rest of a function's time is waiting.
 */
const LISTENING = (1 / 0.7) * 1.769;
const ANSWER = 0.2 * 0.5;
const INSERT = 0.4 * 1.769;
const functions: Readonly<
  Record<string, { gigabyteSeconds: number; invocations: number; requests: number }>
> = {
  'a file, one way of hearing it': { gigabyteSeconds: LISTENING + ANSWER, invocations: 2, requests: 1 },
  'a file of sound': { gigabyteSeconds: LISTENING + ANSWER, invocations: 2, requests: 1 },
  'a file that is a copy': { gigabyteSeconds: LISTENING + ANSWER, invocations: 2, requests: 1 },
  'a file deleted': { gigabyteSeconds: ANSWER, invocations: 1, requests: 1 },
  'an insert, its fingerprint sent': { gigabyteSeconds: INSERT, invocations: 1, requests: 1 },
  'an insert of sound': { gigabyteSeconds: LISTENING + INSERT, invocations: 1, requests: 8 },
  'a duplicate found': { gigabyteSeconds: INSERT / 2, invocations: 1, requests: 1 },
};

/** What one partition key serves a second: DynamoDB's own limit. */
const KEY_WRITES = 1000;

const say = (line = '') => process.stdout.write(`${line}\n`);
const row = (...cells: readonly (string | number)[]) => say(`| ${cells.join(' | ')} |`);
const head = (...cells: readonly string[]) => {
  row(...cells);
  row(...cells.map(() => '---'));
};
const round = (value: number, digits = 1) => Number(value.toFixed(digits));

const { deployment, stop } = await startDeployment();
const all = await measureAll(deployment, Number(values.times), Number(values.heard)).finally(stop);

head(
  '',
  'write units',
  'of them the index',
  'read units',
  'of them the index',
  'on demand, $ a million',
  'provisioned, used to 70 %',
  'S3 and SQS',
  'Lambda',
  'API Gateway',
);
for (const { name, times, units, calls } of all) {
  const { index, records } = units;
  const write = (index.write + records.write) / times;
  const read = (index.read + records.read) / times;
  const onDemand = write * prices.millionWrites + read * prices.millionReads;
  // A unit that is provisioned serves one a second.
  const provisioned = ((write * HOUR.write + read * HOUR.read) * 1e6) / 3600 / USED;
  const { gigabyteSeconds = 0, invocations = 0, requests = 0 } = functions[name] ?? {};
  const lambda = gigabyteSeconds * prices.millionGigabyteSeconds + invocations * MILLION.invocations;
  const gateway = requests * prices.millionRequests;
  const others =
    (calls.puts * MILLION.puts + calls.gets * MILLION.gets + calls.messages * MILLION.messages) / times;
  row(
    name,
    round(write),
    round(index.write / times),
    round(read),
    round(index.read / times),
    round(onDemand),
    round(provisioned),
    round(others, 1),
    round(lambda),
    round(gateway),
  );
}
for (const done of all) sayKeys(done);
process.exit(0);

/** The keys that many meet on, by their kind: what one of them takes, and how many a second that leaves room for. */
function sayKeys({ name, times, units }: Done): void {
  const kinds = Map.groupBy(units.keys, ([key]) => kindOf(key));
  const shared = [...kinds]
    .map(([kind, keys]) => ({
      kind,
      keys: keys.length,
      most: Math.max(...keys.map(([, spent]) => spent)) / times,
    }))
    // One that only a single thing in a hundred meets is no limit.
    .filter(({ keys }) => keys < times / 2)
    .sort((a, b) => b.most - a.most);
  say();
  say(`**${name}**, ${times} of them:`);
  say();
  head('partition key', 'write units of the busiest, each', 'a second');
  for (const { kind, most } of shared) row(`\`${kind}\``, round(most, 2), Math.floor(KEY_WRITES / most));
}

/** What is by account, bucket, file or hash alike. */
function kindOf(key: string): string {
  if (key.startsWith('index')) return 'index key';
  return key.replace(/^records /, '').replace(/[0-9a-f]{32}|\b[0-9a-f]{8}-.*|\d+/g, '…');
}
