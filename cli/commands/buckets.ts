import { type Command, Option } from '@commander-js/extra-typings';
import { addressed, BUCKET } from './addressed.ts';
import { endWith } from './notes.ts';

export function addBuckets(program: Command): void {
  const buckets = program.command('buckets').description('list, make, rename and delete buckets');
  addressed(
    buckets
      .command('list')
      .description('list the buckets of all regions, newest first')
      .option('--search <text>', 'only those with this text in their name'),
    { examples: ['buckets list', 'buckets list --json'] },
  ).action(async (options) => endWith((await import('../client/buckets.ts')).listBuckets(options)));
  addressed(
    buckets
      .command('create')
      .description('make a bucket and print it')
      .argument('<name>', 'what it is called')
      .option('--region <region>', 'where it lives', 'eu-west-1')
      .addOption(
        new Option('--type <type>', 'File for audio files, DedupFile for unique recordings')
          .choices(['File', 'DedupFile'])
          .default('File'),
      ),
    {
      examples: ['buckets create Music', 'buckets create Catalogue --type DedupFile --region us-west-2'],
    },
  ).action(async (name, options) =>
    endWith((await import('../client/buckets.ts')).createBucket(name, options)),
  );
  addressed(
    buckets
      .command('show')
      .description('print one bucket')
      .argument(...BUCKET),
    { examples: ['buckets show Music'] },
  ).action(async (bucket, options) =>
    endWith((await import('../client/buckets.ts')).showBucket(bucket, options)),
  );
  addressed(
    buckets
      .command('rename')
      .description('give a bucket another name')
      .argument(...BUCKET)
      .argument('<name>', 'its new name'),
    { examples: ['buckets rename Music Archive'] },
  ).action(async (bucket, name, options) =>
    endWith((await import('../client/buckets.ts')).renameBucket(bucket, name, options)),
  );
  addressed(
    buckets
      .command('delete')
      .description('delete an empty bucket')
      .argument(...BUCKET),
    { examples: ['buckets delete 129'] },
  ).action(async (bucket, options) =>
    endWith((await import('../client/buckets.ts')).deleteBucket(bucket, options)),
  );
}
