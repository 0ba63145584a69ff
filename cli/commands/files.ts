import { type Command, Option } from '@commander-js/extra-typings';
import { json, profile, to, WHICH } from './addressed.ts';
import { endWith, notes } from './notes.ts';
import { wholeNumber } from './numbers.ts';

export function addFiles(program: Command): void {
  const files = program
    .command('files')
    .description('list, add, change, move and delete the files of a bucket');
  files
    .command('list')
    .description('list the files of a bucket, a page at a time')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .option('--search <text>', 'only those with this text in their title')
    .addOption(new Option('--state <state>', '0 processing, 1 ready, -1 error').choices(['0', '1', '-1']))
    .option('--page <n>', 'which page', wholeNumber(1, Number.MAX_SAFE_INTEGER), 1)
    .option('--per-page <n>', 'files a page', wholeNumber(1, 100), 100)
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({ about: WHICH, examples: ['files list Music', 'files list Music --state -1'] }),
    )
    .action(async (bucket, options) =>
      endWith((await import('../client/files.ts')).listFiles(bucket, options)),
    );
  files
    .command('show')
    .description('print files')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<ids...>', 'ids or acr_ids of files')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['files show Music 8321'] }))
    .action(async (bucket, ids, options) =>
      endWith((await import('../client/files.ts')).showFiles(bucket, ids, options)),
    );
  files
    .command('add')
    .description('send files of any size, and wait until they have been listened to')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<paths...>', 'audio files')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText(
      'after',
      notes({
        about: WHICH,
        examples: ['files add Music song.mp3 other.flac'],
        codes: { 2: 'a file was refused' },
      }),
    )
    .action(async (bucket, paths, options) =>
      endWith((await import('../client/files.ts')).addFiles(bucket, paths, options)),
    );
  files
    .command('set')
    .description('change the title or the fields of a file')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<id>', 'its id or acr_id')
    .option('--title <text>', 'its title')
    .option('--fields <json>', 'its user_defined fields, in the place of those there are')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['files set Music 8321 --title "First song"'] }))
    .action(async (bucket, id, options) =>
      endWith((await import('../client/files.ts')).changeFile(bucket, id, options)),
    );
  files
    .command('move')
    .description('move files into another bucket')
    .argument('<ids...>', 'ids or acr_ids of files')
    .requiredOption('--into <bucket>', 'where they go')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['files move 8321 8322 --into Archive'] }))
    .action(async (ids, options) => endWith((await import('../client/files.ts')).moveFiles(ids, options)));
  files
    .command('delete')
    .description('delete files with all that was made of them')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<ids...>', 'ids or acr_ids of files')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['files delete Music 8321 8322'] }))
    .action(async (bucket, ids, options) =>
      endWith((await import('../client/files.ts')).deleteFiles(bucket, ids, options)),
    );
  files
    .command('duplicates')
    .description('list the files that are the same recording as one')
    .argument('<bucket>', 'the bucket, by its name or its id')
    .argument('<id>', 'its id or acr_id')
    .option('--related', 'also what merely shares sound with it')
    .addOption(to())
    .addOption(profile())
    .addOption(json())
    .addHelpText('after', notes({ about: WHICH, examples: ['files duplicates Music 8321'] }))
    .action(async (bucket, id, options) =>
      endWith((await import('../client/files.ts')).duplicatesOfFile(bucket, id, options)),
    );
}
