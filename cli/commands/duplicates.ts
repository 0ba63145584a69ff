import type { Command } from '@commander-js/extra-typings';
import { json, profile, to, WHICH } from './addressed.ts';
import { endWith, notes } from './notes.ts';

export function addDuplicates(program: Command): void {
  const duplicates = program
    .command('duplicates')
    .description('tell which files are stored twice in a region');
  duplicates
    .command('list')
    .description('list the groups of duplicates, most copies first')
    .option('--acoustic', 'the same recording, not only the same bytes')
    .option('--bucket <bucket>', 'only files of this one')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({
        about: WHICH,
        examples: ['duplicates list --acoustic', 'duplicates list --bucket Music --json'],
      }),
    )
    .action(async (options) => endWith((await import('../client/duplicates.ts')).listDuplicates(options)));
  duplicates
    .command('show')
    .description('print the files of one group')
    .argument('<group>', 'as the list tells it')
    .option('--acoustic', 'the same recording, not only the same bytes')
    .option('--bucket <bucket>', 'only files of this one')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({ about: WHICH, examples: ['duplicates show 0cc175b9c0f1b6a831c399e269772661'] }),
    )
    .action(async (group, options) =>
      endWith((await import('../client/duplicates.ts')).showDuplicates(group, options)),
    );
  duplicates
    .command('footprint')
    .description('tell what deleting the copies would free')
    .option('--acoustic', 'the same recording, not only the same bytes')
    .option('--bucket <bucket>', 'only files of this one')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['duplicates footprint --acoustic'] }))
    .action(async (options) => endWith((await import('../client/duplicates.ts')).footprint(options)));
}

export function addDump(program: Command): void {
  program
    .command('dump')
    .description('fetch the list of a bucket’s files: JSON Lines, compressed')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .option('--out <file>', 'where it is written (bucket-ID.jsonl.gz); - is the standard output')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({ about: WHICH, examples: ['dump Music', 'dump Music --out - | gunzip | head'] }),
    )
    .action(async (bucket, options) => endWith((await import('../client/dump.ts')).dump(bucket, options)));
}

export function addIdentify(program: Command): void {
  program
    .command('identify')
    .description('tell in which recordings of a bucket a sample of 5 s and more sounds, and where')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<path>', 'the sample; - is the standard input')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({
        about: WHICH,
        examples: ['identify Music sample.mp3'],
        codes: { 0: 'it is found', 2: 'it is not' },
      }),
    )
    .action(async (bucket, path, options) =>
      endWith((await import('../client/identify.ts')).identify(bucket, path, options)),
    );
}
