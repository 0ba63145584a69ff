import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { run } from '../accuracy/programs.ts';

/** A fingerprint's words, and the seconds it is of. */
export interface Print {
  readonly words: readonly number[];
  readonly duration: number;
}

const printed = z.object({ duration: z.number(), fingerprint: z.array(z.number()) });
const failed = z.object({ stdout: z.string() });
const MOST_OUTPUT = 64 * 1024 * 1024;

/**
 * What fpcalc makes of a file; where it stops before the end (of ADPCM it does), what it makes of the file as FFmpeg
 * decodes it. The length is always that of what FFmpeg decodes, since fpcalc tells what the container says.
 */
export async function printOf(path: string): Promise<Print> {
  const wav = `${path}.decoded.wav`;
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-i',
    path,
    '-map',
    '0:a:0',
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    wav,
  ]);
  const direct = await fpcalc(path);
  const decoded = await fpcalc(wav);
  const isWhole = direct !== undefined && direct.fingerprint.length + 20 > (decoded?.fingerprint.length ?? 0);
  const words = (isWhole ? direct : decoded)?.fingerprint ?? [];
  return { words, duration: await seconds(wav) };
}

/** It can print a whole fingerprint and still fail, of the end of the file. */
async function fpcalc(path: string) {
  const args = ['-length', '0', '-raw', '-json', path];
  const out = await promisify(execFile)('fpcalc', args, { maxBuffer: MOST_OUTPUT }).then(
    ({ stdout }) => stdout,
    (error: unknown) => failed.safeParse(error).data?.stdout ?? '',
  );
  return out.trim() === '' ? undefined : printed.parse(JSON.parse(out));
}

async function seconds(path: string): Promise<number> {
  const { out } = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=duration',
    '-of',
    'csv=p=0',
    path,
  ]);
  return Number(out.trim());
}
