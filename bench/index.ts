import { cpus, totalmem } from 'node:os';
import { type AtSize, atSize } from './index/at-size.ts';
import { makeLibrary } from './index/library.ts';
import { type Likeness, likenessOf, MUSIC } from './index/likeness.ts';
import { musicLike } from './index/music-like.ts';
import { type RealCalls, realCalls } from './index/real-calls.ts';
import { dollarsPerMillion, type Units } from './index/units.ts';

/** Words of 4 minutes. */
const WORDS = 1939;
const SIZES = [1000, 10_000, 100_000];
/** On paper: from the largest, as if every key had so many times as many postings. */
const TIMES = [10, 100];
const SAMPLE = 200;
const FILLED = 100;
const INSERTS = 100;

const started = Date.now();
const say = (line = '') => process.stdout.write(`${line}\n`);
const note = (what: string) =>
  process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s: ${what}\n`);
const row = (...cells: readonly (string | number)[]) => say(`| ${cells.join(' | ')} |`);
const head = (...cells: readonly string[]) => {
  row(...cells);
  row(...cells.map(() => '---'));
};
const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const percent = (share: number) => `${round(share * 100, 1)} %`;

say(
  `${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
say();
sayLikeness(likenessOf(Array.from({ length: 200 }, (_, i) => musicLike(20_000_000 + i, WORDS))));

note(`${FILLED + INSERTS} inserts through the real stores`);
const real = await realCalls(FILLED, INSERTS, WORDS);
const library = await makeLibrary(Math.max(...SIZES), WORDS, (done) => {
  if (done % 10_000 === 0) note(`${done} recordings made`);
});
const measured: AtSize[] = [];
for (const size of SIZES) {
  note(`${size} recordings in the index`);
  measured.push(atSize(library, size, WORDS, SAMPLE));
}
const largest = Math.max(...SIZES);
const computed = TIMES.map((times) => atSize(library, largest, WORDS, SAMPLE, times));
saySizes([...measured, ...computed], real);
sayRecall(measured);
sayReal(real);
note('done');
process.exit(0);

function sayLikeness(made: Likeness): void {
  head('', 'music', 'made up');
  const line = (name: string, of: (likeness: Likeness) => string | number) => row(name, of(MUSIC), of(made));
  line('bits that differ between neighbouring words', ({ flips }) => percent(flips[0]));
  line('the steadiest, the most restless bit', ({ flips }) => `${percent(flips[1])}, ${percent(flips[2])}`);
  line('bits that differ between the two words of a key', ({ flipsInKey }) => percent(flipsInKey));
  line('neighbours that differ in 0, 1–2, 3–5, 6–10, more bits', ({ distances }) =>
    distances.map(percent).join(', '),
  );
  line('bytes a word, compressed', ({ bytesPerWord }) => round(bytesPerWord, 2));
  line('different keys a word', ({ keysPerWord }) => round(keysPerWord, 3));
  line('keys that two recordings share', ({ sharedKeys }) => round(sharedKeys, 4));
  line('postings that a looked-up key meets in a million', ({ metPerMillion }) => round(metPerMillion, 1));
  say();
}

function saySizes(sizes: readonly AtSize[], { records }: RealCalls): void {
  head(
    'entries',
    'postings a key: median, largest',
    'candidates: mean, most',
    'insert: write, read units',
    '$ per million inserts',
  );
  for (const { size, median, largest: most, candidates, insert } of sizes) {
    const units: Units = { read: insert.read + records.read, write: insert.write + records.write };
    row(
      `${size.toLocaleString('en')}${size > Math.max(...SIZES) ? ', computed' : ''}`,
      `${median}, ${most}`,
      candidates.map((count) => round(count, 2)).join(', '),
      `${round(units.write, 1)}, ${round(units.read, 1)}`,
      round(dollarsPerMillion(units)),
    );
  }
  say();
}

function sayRecall(sizes: readonly AtSize[]): void {
  head('nominated among the best 20', ...sizes.map(({ size }) => size.toLocaleString('en')));
  for (const [i, { name }] of (sizes[0]?.recall ?? []).entries()) {
    row(name, ...sizes.map(({ recall }) => percent(recall[i]?.share ?? 0)));
  }
  say();
}

function sayReal({ inserts, offByAtMost, ...calls }: RealCalls): void {
  say(
    `${inserts} inserts through the real stores: index units differ from the computed by ${offByAtMost} at most.`,
  );
  say();
  head('through the real stores', 'write units', 'read units', '$ per million');
  const line = (name: string, units: Units) =>
    row(name, round(units.write, 1), round(units.read, 1), round(dollarsPerMillion(units)));
  line('an insert, its records alone', calls.records);
  line('a duplicate found, the first of its group', calls.firstJoin);
  line('a duplicate found, a later one', calls.laterJoin);
  line('a check (db_if_nodup 0) that finds one', calls.check);
  line('an announcement taken back', calls.withdrawn);
  line('an entry with three tracks deleted', calls.deleted);
}
