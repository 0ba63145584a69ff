import { parseArgs } from 'node:util';
import { simulate } from './load/simulation.ts';

/**
 * `npm run bench:load [-- --files N --rate N --workers N --listening S --writes U --speed X]`: uploads through the real stores
 * and workers, on an engine that throttles by AWS's rules, in a time of its own. Recordings are short and charged as long.
 */
const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '50' },
    workers: { type: 'string', default: '20' },
    listening: { type: 'string', default: '1.4' },
    writes: { type: 'string', default: '40000' },
    reads: { type: 'string', default: '40000' },
    speed: { type: 'string', default: '0.5' },
  },
});
const said = Object.entries(values).map(([name, value]) => `${name} ${value}`);
const say = (line = '') => process.stdout.write(`${line}\n`);
const seconds = (ms: number | undefined) => `${((ms ?? 0) / 1000).toFixed(1)} s`;

const began = Date.now();
const result = await simulate({
  files: Number(values.files),
  rate: Number(values.rate),
  workers: Number(values.workers),
  listening: Number(values.listening),
  limits: { writes: Number(values.writes), reads: Number(values.reads) },
  speed: Number(values.speed),
  note: (line) => process.stderr.write(`${line}\n`),
});
const at = (share: number) =>
  result.ready[Math.min(result.ready.length - 1, Math.floor(share * result.ready.length))];
say(
  `${said.join(', ')}: ${Math.round(result.seconds)} s of the simulation, ${Math.round((Date.now() - began) / 1000)} s here.`,
);
say(
  `${result.ready.length} files in state 1, ${result.failed} in −1, ${result.dead} dead messages, ${result.todosLeft} todos left.`,
);
say(
  `From upload to state 1: median ${seconds(at(0.5))}, 99 % ${seconds(at(0.99))}, most ${seconds(at(1))}; ${result.longestQueue} waited at most.`,
);
say(`${result.announced} announcements, at most ${result.mostAnnounced} of one file.`);
say(`${result.shed} requests shed before anything was announced, ${result.refused} refused later.`);
say();
say('| seconds | write units asked a second | served | calls throttled a second |');
say('| --- | --- | --- | --- |');
const STEPS = 10;
const step = Math.max(1, Math.ceil(result.seconds / STEPS));
for (let from = 0; from < result.seconds; from += step) {
  const own = [...result.load]
    .filter(([second]) => second >= from && second < from + step)
    .map(([, load]) => load);
  const mean = (of: (load: (typeof own)[number]) => number) =>
    Math.round(own.reduce((sum, load) => sum + of(load), 0) / step);
  say(
    `| ${from}–${from + step} | ${mean(({ asked }) => asked)} | ${mean(({ served }) => served)} | ${mean(({ throttled }) => throttled)} |`,
  );
}
process.exit(0);
