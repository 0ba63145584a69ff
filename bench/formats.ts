import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileSource } from '#cli/listening/file-source.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { makeMusic } from '../test/sound/music.ts';
import { toWav } from '../test/sound/wav.ts';
import { programVersions, run } from './accuracy/programs.ts';
import { Refusal } from './accuracy/refusal.ts';
import { KINDS, type Kind } from './formats/kinds.ts';
import { type Print, printOf } from './formats/print.ts';
import { page, type Row } from './formats/table.ts';

/**
 * `npm run bench:formats`: a file of every kind by real encoders, held against fpcalc; writes docs/formats.md. Needs, by
 * Debian's names, ffmpeg, libchromaprint-tools, flac, lame, vorbis-tools, opus-tools, wavpack, musepack-tools, sox with
 * libsox-fmt-all, and gstreamer1.0-tools with gstreamer1.0-plugins-good and -bad.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      work: { type: 'string', default: join('.refrain', 'bench-formats') },
      out: { type: 'string', default: join('docs', 'formats.md') },
      only: { type: 'string', default: '' },
    },
  });
  const versions = await programVersions();
  await mkdir(values.work, { recursive: true });
  const original = join(values.work, 'original.wav');
  await writeFile(original, toWav(makeMusic({ seed: 111, seconds: 20, sampleRate: 44_100, channels: 2 })));
  const rows: Row[] = [];
  for (const [i, kind] of KINDS.entries()) {
    if (!`${kind.format} ${kind.container}`.includes(values.only)) continue;
    const path = join(values.work, `${i}.${kind.ending}`);
    const row = await rowOf(kind, original, path);
    console.log(JSON.stringify(row));
    rows.push(row);
  }
  if (values.only === '') await writeFile(values.out, page(rows, versions));
}

async function rowOf(kind: Kind, original: string, path: string): Promise<Row> {
  const places: Record<string, string> = { IN: original, OUT: path };
  const [program = '', ...args] = kind.command.map((part) => places[part] ?? part);
  await run(program, args);
  const theirs = await printOf(path);
  await using source = await fileSource(path, () => {});
  try {
    const { words, duration, audio } = await listen(source);
    const ours = { words: [...words], duration };
    return { kind, format: audio?.format ?? '', notice: audio?.notice ?? null, ...against(ours, theirs) };
  } catch (error) {
    if (error instanceof UnusableAudio) return { kind, refusal: error.message };
    throw error;
  }
}

/** The share of words that differ, and seconds by which ours is longer. */
function against(ours: Print, theirs: Print): { differ: number; longer: number } {
  const length = Math.min(ours.words.length, theirs.words.length);
  let differ = Math.abs(ours.words.length - theirs.words.length);
  for (let i = 0; i < length; i++) if (ours.words[i] !== theirs.words[i]) differ++;
  return { differ: differ / Math.max(ours.words.length, 1), longer: ours.duration - theirs.duration };
}

await main().catch((error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
