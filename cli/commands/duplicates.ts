import type { Command } from '@commander-js/extra-typings';
import { addressed, BUCKET } from './addressed.ts';
import { endWith } from './notes.ts';

export function addDuplicates(program: Command): void {
  const duplicates = program
    .command('duplicates')
    .description('tell which files are stored twice in a region');
  addressed(
    duplicates
      .command('list')
      .description('list the groups of duplicates, most copies first')
      .option('--acoustic', 'the same recording, not only the same bytes')
      .option('--bucket <bucket>', 'only files of this one'),
    {
      examples: ['duplicates list --acoustic', 'duplicates list --bucket Music --json'],
    },
  ).action(async (options) => endWith((await import('../client/duplicates.ts')).listDuplicates(options)));
  addressed(
    duplicates
      .command('show')
      .description('print the files of one group')
      .argument('<group>', 'as the list tells it')
      .option('--acoustic', 'the same recording, not only the same bytes')
      .option('--bucket <bucket>', 'only files of this one'),
    { examples: ['duplicates show 0cc175b9c0f1b6a831c399e269772661'] },
  ).action(async (group, options) =>
    endWith((await import('../client/duplicates.ts')).showDuplicates(group, options)),
  );
  addressed(
    duplicates
      .command('footprint')
      .description('tell what deleting the copies would free')
      .option('--acoustic', 'the same recording, not only the same bytes')
      .option('--bucket <bucket>', 'only files of this one'),
    { examples: ['duplicates footprint --acoustic'] },
  ).action(async (options) => endWith((await import('../client/duplicates.ts')).footprint(options)));
}

export function addDump(program: Command): void {
  addressed(
    program
      .command('dump')
      .description('fetch the list of a bucket’s files: JSON Lines, compressed')
      .argument(...BUCKET)
      .option('--out <file>', 'where it is written (bucket-ID.jsonl.gz); - is the standard output'),
    { examples: ['dump Music', 'dump Music --out - | gunzip | head'] },
  ).action(async (bucket, options) => endWith((await import('../client/dump.ts')).dump(bucket, options)));
}

export function addIdentify(program: Command): void {
  addressed(
    program
      .command('identify')
      .description('tell in which recordings of a bucket a sample of 5 s and more sounds, and where')
      .argument(...BUCKET)
      .argument('<path>', 'the sample; - is the standard input'),
    {
      examples: ['identify Music sample.mp3'],
      codes: { 0: 'it is found', 2: 'it is not' },
    },
  ).action(async (bucket, path, options) =>
    endWith((await import('../client/identify.ts')).identify(bucket, path, options)),
  );
}
