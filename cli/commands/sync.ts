import type { Command } from '@commander-js/extra-typings';
import { addressed } from './addressed.ts';
import { endWith } from './notes.ts';
import { wholeNumber } from './numbers.ts';

export function addSync(program: Command): void {
  addressed(
    program
      .command('sync')
      .description('send a folder to a bucket of a deployment: what is new or changed, and nothing twice')
      .argument('<folder>', 'a folder with all below it, or a prefix of S3: s3://bucket/prefix')
      .requiredOption('--bucket <bucket>', 'the bucket, by its name or its id')
      .option('--prune', 'remove from the bucket what was sent from this folder and is gone from it')
      .option('--fingerprints-only', 'listen here, and send no audio')
      .option('--jobs <n>', 'files that are sent side by side', wholeNumber(1, 64), 8)
      .option('--errors <file>', 'where it is written which files failed, and why (refrain-sync-TIME.jsonl)'),
    {
      about: [
        '',
        'A file is known by its path from the folder on, which is its audio_id, and by the MD5 of its bytes. Broken off',
        'however, the same command goes on where it stood. A changed file replaces its earlier version once it is',
        'ready. What is no audio by its content is left out.',
      ],
      examples: [
        'sync ~/Music --to https://abc.execute-api.eu-west-1.amazonaws.com --bucket Music',
        'sync ~/Music --bucket Music --prune',
        'sync s3://my-archive/music --bucket 129 --fingerprints-only',
      ],
      codes: { 2: 'files failed, or were refused by the deployment: the rest is there' },
    },
  ).action(async (folder, options) => endWith((await import('../sync/main.ts')).sync(folder, options)));
}
