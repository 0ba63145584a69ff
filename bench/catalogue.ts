import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { getFootprint, listDuplicates } from '#domain/duplicates/listing.ts';
import { repair } from '#domain/duplicates/repair.ts';
import { listFiles } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { account, fileBucket } from '../test/aws/catalogue.ts';
import { startDeployment } from '../test/aws/store-region.ts';
import { fillInBulk } from './catalogue/bulk.ts';
import { dump, fill } from './catalogue/fill.ts';
import { type Measured, measure } from './catalogue/measure.ts';

/**
 * `npm run bench:catalogue [-- --files N]`: what reading a catalogue takes, at a thousand files and at N. The small one is
 * written file by file through the store; so is the large one with `--through-store`, which takes half an hour of
 * processor for 100,000. `--no-repair` leaves the recount out: it scans the table, and dynoxide sorts what is left of it for
 * each page, which takes minutes at 100,000 and hours at a million.
 */
const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    'through-store': { type: 'boolean', default: false },
    'no-repair': { type: 'boolean', default: false },
  },
});
const small = 1000;
const large = Number(values.files);
const PER_PAGE = 20;
const GROUPS_PER_PAGE = 5;
const PAGE_OF_GROUPS = 50;
const TIMES = 15;

const started = Date.now();
const say = (line = '') => process.stdout.write(`${line}\n`);
const note = (what: string) =>
  process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s: ${what}\n`);
const row = (...cells: readonly (string | number)[]) => say(`| ${cells.join(' | ')} |`);

const { deployment, access, stop } = await startDeployment();
type Results = ReadonlyMap<string, Measured>;
const repaired = new Map<number, Watched>();

async function at(size: number): Promise<Results> {
  const uid = size;
  const me = account(uid);
  const bucketId = await fileBucket(deployment, uid);
  const told = (files: number) => {
    if (files % 10_000 === 0) note(`${files} of ${size} files written`);
  };
  if (size === small || values['through-store']) await fill(deployment, uid, bucketId, size, told);
  else await fillInBulk(access, uid, bucketId, size, told);
  if (size === small || !values['no-repair']) {
    note('recounting from the records');
    const recounted = await watched(async () => {
      const differences = await repair(deployment, uid, () => {});
      if (differences.length > 0) throw new Error(`written wrongly: ${JSON.stringify(differences[0])}`);
    });
    repaired.set(size, recounted);
  }
  const results = new Map<string, Measured>();
  const add = async (name: string, work: () => Promise<unknown>, times = TIMES) => {
    note(`${size} files: ${name}`);
    results.set(name, await measure(work, times));
  };
  const list = (page: number, search?: string, state?: 1) => {
    const wanted = { search, state, sort: 'id', order: 'asc', limit: PER_PAGE } as const;
    return listFiles(deployment, me, bucketId, { ...wanted, offset: (page - 1) * PER_PAGE });
  };
  const groups = (token: string | undefined) =>
    listDuplicates(deployment, me, 'exact', { token, limit: GROUPS_PER_PAGE, itemsLimit: 20 });

  const last = Math.ceil(size / PER_PAGE);
  expectTotal((await list(1)).total, size);
  expectTotal((await list(last)).files.length, PER_PAGE);
  expectTotal((await list(1, 'LIVE')).total, Math.floor(size / 1000));
  expectTotal((await getFootprint(deployment, me, 'exact')).groups, size / 4);
  let token: string | undefined;
  for (let page = 1; page < PAGE_OF_GROUPS; page++) token = (await groups(token)).next;

  await add('list, page 1', () => list(1));
  await add('list, last page', () => list(last));
  await add('list, state 1, last page', () => list(last, undefined, 1));
  const elsewhere = await fileBucket(deployment, uid);
  const [moved] = (await list(1)).files;
  let there = bucketId;
  await add(
    'a file moved',
    () => {
      there = there === bucketId ? elsewhere : bucketId;
      return moveFiles(deployment, me, there, [moved?.id ?? 0]);
    },
    4,
  );
  if (there !== bucketId) await moveFiles(deployment, me, bucketId, [moved?.id ?? 0]);
  await add('title search', () => list(1, 'live'), 5);
  await add('footprint', () => getFootprint(deployment, me, 'exact'));
  await add('groups, page 1', () => groups(undefined));
  await add(`groups, page ${PAGE_OF_GROUPS}`, () => groups(token));
  return results;
}

function expectTotal(found: number, expected: number): void {
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`);
}

interface Watched {
  readonly seconds: number;
  /** MB that the process's memory grew by at most. */
  readonly grown: number;
}

async function watched(work: () => Promise<unknown>): Promise<Watched> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const begun = performance.now();
  await work();
  clearInterval(watch);
  return { seconds: (performance.now() - begun) / 1000, grown: (most - before) / 2 ** 20 };
}

async function dumped(uid: number): Promise<Watched> {
  note(`dump of ${uid} files`);
  const buckets = await deployment.here.buckets.list(uid);
  const full = buckets.find(({ num }) => num === uid);
  return watched(() => dump(deployment, uid, full?.id ?? 0));
}

try {
  const [less, more] = [await at(small), await at(large)];
  say(
    `${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
  );
  say();
  const cells = ({ milliseconds, processor, roundTrips, calls, readUnits }: Measured) => [
    milliseconds.toFixed(1),
    processor.toFixed(1),
    `${roundTrips} (${calls})`,
    readUnits,
  ];
  row(
    '',
    `${small} files: ms`,
    'processor: ms',
    'round trips (calls)',
    'read units',
    `${large} files: ms`,
    'processor: ms',
    'round trips (calls)',
    'read units',
  );
  row(...Array.from({ length: 9 }, () => '---'));
  for (const [name, measured] of less) {
    const there = more.get(name);
    if (there) row(name, ...cells(measured), ...cells(there));
  }
  say();
  for (const size of [small, large]) {
    const { seconds, grown } = await dumped(size);
    say(`Dump of ${size} files: ${seconds.toFixed(1)} s, memory grew by ${grown.toFixed(0)} MB at most.`);
    const repair = repaired.get(size);
    if (repair)
      say(
        `Repair of them: ${repair.seconds.toFixed(1)} s, memory grew by ${repair.grown.toFixed(0)} MB at most.`,
      );
  }
} finally {
  await stop();
}
process.exit(0);
