import { rm } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Library } from '#cli/scan/library.ts';
import { inOrderOfKeeping, type ScannedFile } from '#cli/scan/recordings.ts';
import { groupInStars } from '#cli/scan/stars.ts';
import { walk } from '#cli/scan/walk.ts';
import { programVersions } from './accuracy/programs.ts';
import { Refusal } from './accuracy/refusal.ts';
import { findTracks } from './accuracy/tracks.ts';
import { cutInto } from './scan/cuts.ts';
import { type Measured, measured } from './scan/measured.ts';

const USAGE = 'npm run bench:scan -- --music DIR [--files 300,10000] [--work DIR]';
const program = fileURLToPath(new URL('../cli/refrain.ts', import.meta.url));

/** `npm run bench:scan -- --music DIR`: what `refrain scan` of a folder takes, beside fpcalc on all cores. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      music: { type: 'string' },
      files: { type: 'string', default: '300,10000' },
      work: { type: 'string', default: join('.refrain', 'bench-scan') },
    },
  });
  if (values.music === undefined) throw new Refusal(`Name a folder of music with --music.\nUsage: ${USAGE}`);
  const counts = values.files.split(',').map(Number);
  if (!counts.every((count) => Number.isInteger(count) && count > 0))
    throw new Refusal(`--files is a list of numbers.\nUsage: ${USAGE}`);
  console.log(`Node ${process.version}; ${(await programVersions()).join('; ')}`);
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB\n`);
  const tracks = await findTracks(values.music, Number.POSITIVE_INFINITY, {
    from: 5,
    to: Number.POSITIVE_INFINITY,
  });
  console.log(
    '| | seconds | files a second | processor: s | most memory: MB |\n| --- | --: | --: | --: | --: |',
  );
  for (const count of counts) {
    const folder = join(values.work, String(count));
    const library = join(values.work, `${count}.db`);
    await cutInto(folder, tracks, count);
    for (const ending of ['', '-wal', '-shm']) await rm(`${library}${ending}`, { force: true });
    row(`fpcalc -length 0, ${count} files`, count, await fpcalc(folder));
    const scan = [program, 'scan', folder, '--json', '--library', library];
    row(`refrain scan, ${count} files`, count, await measured(process.execPath, scan));
    row('the same again', count, await measured(process.execPath, scan));
    const { seconds, files, groups } = await grouping(folder, library);
    console.log(`| of that grouping ${files} into ${groups} | ${seconds.toFixed(1)} | | | |`);
  }
}

/** As many at once as there are cores; of its memory that of one process is told. */
function fpcalc(folder: string): Promise<Measured> {
  const cores = String(availableParallelism());
  const each = 'find "$1" -type f -print0 | xargs -0 -P "$2" -n 1 fpcalc -length 0';
  return measured('bash', ['-c', each, 'bash', folder, cores]);
}

async function grouping(folder: string, file: string) {
  const library = new Library(file);
  const recordings: ScannedFile[] = [];
  for await (const found of walk([folder], () => {})) {
    const heard = library.recall(found);
    if (heard && !('refused' in heard)) recordings.push({ ...found, ...heard });
  }
  library.close();
  const started = performance.now();
  const stars = await groupInStars(inOrderOfKeeping(recordings, 'best'), () => {});
  const seconds = (performance.now() - started) / 1000;
  return { seconds, files: recordings.length, groups: stars.length };
}

function row(what: string, files: number, { seconds, processor, memory }: Measured): void {
  const cells = [
    seconds.toFixed(1),
    (files / seconds).toFixed(1),
    processor.toFixed(1),
    (memory / 1e6).toFixed(0),
  ];
  console.log(`| ${what} | ${cells.join(' | ')} |`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
