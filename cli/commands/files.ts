import { type Command, Option } from '@commander-js/extra-typings';
import { addressed, BUCKET } from './addressed.ts';
import { endWith } from './notes.ts';
import { wholeNumber } from './numbers.ts';

export function addFiles(program: Command): void {
  const files = program
    .command('files')
    .description('list, add, change, move and delete the files of a bucket');
  addressed(
    files
      .command('list')
      .description('list the files of a bucket, a page at a time')
      .argument(...BUCKET)
      .option('--search <text>', 'only those with this text in their title')
      .addOption(new Option('--state <state>', '0 processing, 1 ready, -1 error').choices(['0', '1', '-1']))
      .option('--page <n>', 'which page', wholeNumber(1, Number.MAX_SAFE_INTEGER), 1)
      .option('--per-page <n>', 'files a page', wholeNumber(1, 100), 100),
    { examples: ['files list Music', 'files list Music --state -1'] },
  ).action(async (bucket, options) =>
    endWith((await import('../client/files.ts')).listFiles(bucket, options)),
  );
  addressed(
    files
      .command('show')
      .description('print files')
      .argument(...BUCKET)
      .argument('<ids...>', 'ids or acr_ids of files'),
    { examples: ['files show Music 8321'] },
  ).action(async (bucket, ids, options) =>
    endWith((await import('../client/files.ts')).showFiles(bucket, ids, options)),
  );
  addressed(
    files
      .command('add')
      .description('send files of any size, and wait until they have been listened to')
      .argument(...BUCKET)
      .argument('<paths...>', 'audio files'),
    {
      examples: ['files add Music song.mp3 other.flac'],
      codes: { 2: 'a file was refused' },
    },
  ).action(async (bucket, paths, options) =>
    endWith((await import('../client/files.ts')).addFiles(bucket, paths, options)),
  );
  addressed(
    files
      .command('set')
      .description('change the title or the fields of a file')
      .argument(...BUCKET)
      .argument('<id>', 'its id or acr_id')
      .option('--title <text>', 'its title')
      .option('--fields <json>', 'its user_defined fields, in the place of those there are'),
    { examples: ['files set Music 8321 --title "First song"'] },
  ).action(async (bucket, id, options) =>
    endWith((await import('../client/files.ts')).changeFile(bucket, id, options)),
  );
  addressed(
    files
      .command('move')
      .description('move files into another bucket')
      .argument('<ids...>', 'ids or acr_ids of files')
      .requiredOption('--into <bucket>', 'where they go'),
    { examples: ['files move 8321 8322 --into Archive'] },
  ).action(async (ids, options) => endWith((await import('../client/files.ts')).moveFiles(ids, options)));
  addressed(
    files
      .command('delete')
      .description('delete files with all that was made of them')
      .argument(...BUCKET)
      .argument('<ids...>', 'ids or acr_ids of files'),
    { examples: ['files delete Music 8321 8322'] },
  ).action(async (bucket, ids, options) =>
    endWith((await import('../client/files.ts')).deleteFiles(bucket, ids, options)),
  );
  addressed(
    files
      .command('duplicates')
      .description('list the files that are the same recording as one')
      .argument(...BUCKET)
      .argument('<id>', 'its id or acr_id')
      .option('--related', 'also what merely shares sound with it'),
    { examples: ['files duplicates Music 8321'] },
  ).action(async (bucket, id, options) =>
    endWith((await import('../client/files.ts')).duplicatesOfFile(bucket, id, options)),
  );
}
