import type { Command } from '@commander-js/extra-typings';
import { addressed, BUCKET } from './addressed.ts';
import { endWith } from './notes.ts';

export function addDedup(program: Command): void {
  const dedup = program
    .command('dedup')
    .description('ask for and keep unique recordings, in a DedupFile bucket');
  addressed(
    dedup
      .command('add')
      .description('tell whether a bucket knows a recording, and keep it when it does not')
      .argument(...BUCKET)
      .argument('<path>', 'an audio file or fingerprint, which is listened to here; - is the standard input')
      .option('--id <id>', 'your id of it (its path)')
      .option('--ask', 'keep nothing'),
    {
      examples: ['dedup add Catalogue song.mp3 --id track-1', 'dedup add Catalogue song.mp3 --ask'],
      codes: { 0: 'it is new', 2: 'it is known' },
    },
  ).action(async (bucket, path, options) =>
    endWith((await import('../client/dedup.ts')).addDedup(bucket, path, options)),
  );
  addressed(
    dedup
      .command('list')
      .description('list the groups of tracks that are one recording')
      .argument(...BUCKET),
    { examples: ['dedup list Catalogue'] },
  ).action(async (bucket, options) =>
    endWith((await import('../client/dedup.ts')).listDedup(bucket, options)),
  );
  addressed(
    dedup
      .command('show')
      .description('print the group of a track')
      .argument(...BUCKET)
      .argument('<id>', 'the id of a track, or an acr_id'),
    { examples: ['dedup show Catalogue track-1'] },
  ).action(async (bucket, id, options) =>
    endWith((await import('../client/dedup.ts')).showDedup(bucket, id, options)),
  );
  addressed(
    dedup
      .command('delete')
      .description('delete recordings with all their tracks')
      .argument(...BUCKET)
      .argument('<ids...>', 'acr_ids'),
    { examples: ['dedup delete Catalogue 5f0c1d7a9e2b4c6d8f0a1b2c3d4e5f60'] },
  ).action(async (bucket, ids, options) =>
    endWith((await import('../client/dedup.ts')).deleteDedup(bucket, ids, options)),
  );
}
