import type { Command } from '@commander-js/extra-typings';
import { endWith, notes } from './notes.ts';

export function addFingerprint(program: Command): void {
  program
    .command('fingerprint')
    .description('print fingerprints of recordings, as fpcalc -length 0 does; of several each with its file')
    .argument('<file...>', 'audio files; - is the standard input')
    .option('--raw', 'as numbers, not compressed')
    .option('--json', 'as JSON, a line a file')
    .addHelpText(
      'after',
      notes({
        examples: ['fingerprint song.mp3', 'fingerprint --json *.flac', 'fingerprint - < song.mp3'],
        codes: {
          1: 'a file could not be read: a sentence for each says why; the others are printed',
        },
      }),
    )
    .action(async (files, options) =>
      endWith((await import('../listening/fingerprint.ts')).fingerprint(files, options)),
    );
}

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('tell how recording B lies on A, whether the two are one recording, and why')
    .argument('<a>', 'an audio file, or a fingerprint that fpcalc printed; - is the standard input')
    .argument('<b>', 'another')
    .option('--png <file>', 'draw the two fingerprints laid on one another, and the bits that differ')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      notes({
        examples: ['compare song.flac copy.mp3', 'compare song.flac copy.mp3 --png match.png'],
        codes: {
          0: 'they are the same recording',
          1: 'it could not tell: a sentence says why',
          2: 'they are not',
        },
      }),
    )
    .action(async (a, b, options) =>
      endWith((await import('../listening/compare.ts')).compareFiles(a, b, options)),
    );
}
