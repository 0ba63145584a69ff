import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programVersions } from './accuracy/programs.ts';
import { Refusal } from './accuracy/refusal.ts';
import { findTracks } from './accuracy/tracks.ts';
import { FORMATS, makeLong, makeShort } from './listening/files.ts';
import { Listener } from './listening/listener.ts';
import { cpuOf } from './listening/peers.ts';

const USAGE = 'npm run bench:listening -- --music DIR [--runs N] [--formats wav,mp3] [--short] [--work DIR]';

/** `npm run bench:listening -- --music DIR`: what decoding and fingerprinting a file takes, beside fpcalc and ffmpeg. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      music: { type: 'string' },
      runs: { type: 'string', default: '7' },
      formats: { type: 'string', default: FORMATS.map(({ name }) => name).join(',') },
      short: { type: 'boolean', default: false },
      work: { type: 'string', default: join('.refrain', 'bench-listening') },
    },
  });
  if (values.music === undefined) throw new Refusal(`Name a folder of music with --music.\nUsage: ${USAGE}`);
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs > 0)) throw new Refusal(`--runs is a number from 1.\nUsage: ${USAGE}`);
  const wanted = values.formats.split(',');
  const versions = await programVersions();
  await mkdir(values.work, { recursive: true });
  const tracks = await findTracks(values.music, 8, { from: 60, to: Number.POSITIVE_INFINITY });
  const formats = FORMATS.filter(({ name }) => wanted.includes(name));
  console.log(`Node ${process.version}; ${versions.join('; ')}`);
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB\n`);
  printRow('', 'fpcalc: s', 'ffmpeg: s', 'Refrain: s', 'of fpcalc', 'of ffmpeg', 'most memory: MB');
  printRow('---', ...Array.from({ length: 6 }, () => '--:'));
  for (const format of formats) {
    const short = await makeShort(tracks, format, values.work);
    report(`${format.name}, 4 minutes`, await warm(short, runs));
    if (!values.short) report(`${format.name}, 3 hours`, await once(await makeLong(format, values.work)));
  }
}

/** Seconds of processor, user and system, and bytes. */
interface Measured {
  readonly fpcalc: number;
  readonly ffmpeg: number;
  readonly refrain: number;
  readonly memory: number;
}

/** The least of several runs each, by turns, since other work on the machine only adds. The process is warm. */
async function warm(path: string, runs: number): Promise<Measured> {
  await using listener = new Listener();
  for (let i = 0; i < 3; i++) await listener.hear(path);
  let least = await oneOfEach(listener, path);
  for (let i = 1; i < runs; i++) {
    const next = await oneOfEach(listener, path);
    least = {
      fpcalc: Math.min(least.fpcalc, next.fpcalc),
      ffmpeg: Math.min(least.ffmpeg, next.ffmpeg),
      refrain: Math.min(least.refrain, next.refrain),
      memory: next.memory,
    };
  }
  return least;
}

/** One run each, in a process of its own, whose most memory is thus that of this file. */
async function once(path: string): Promise<Measured> {
  await using listener = new Listener();
  return await oneOfEach(listener, path);
}

async function oneOfEach(listener: Listener, path: string): Promise<Measured> {
  const fpcalc = await cpuOf('fpcalc', '-length', '0', path);
  const { cpu, memory } = await listener.hear(path);
  const ffmpeg = await cpuOf('ffmpeg', '-loglevel', 'quiet', '-i', path, '-f', 'null', '-');
  return { fpcalc, ffmpeg, refrain: cpu, memory };
}

function report(name: string, { fpcalc, ffmpeg, refrain, memory }: Measured): void {
  const seconds = [fpcalc, ffmpeg, refrain].map((value) => value.toFixed(2));
  const ratios = [fpcalc, ffmpeg].map((peer) => `${(refrain / peer).toFixed(2)} ×`);
  printRow(name, ...seconds, ...ratios, (memory / 2 ** 20).toFixed(0));
}

function printRow(...cells: string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
