import { removeFiles } from '../client/bucket-files.ts';
import { Refusal } from '../refusal.ts';
import type { Run } from './one-file.ts';
import type { Outcome } from './outcome.ts';
import type { Source, SourceFile } from './source.ts';

/**
 * Removes from the bucket what was sent from this folder and is gone from it. Files that others have put there stay, and
 * all stays when the folder could not be read whole. A file that is there under several names is sent under one: the
 * others are not gone.
 */
export async function prune(
  { client, bucketId, root, state, remote }: Run,
  source: Pick<Source, 'holds'>,
  files: readonly SourceFile[],
  unread: readonly string[],
  outcome: Outcome,
): Promise<void> {
  if (unread.length > 0)
    throw new Refusal(
      `nothing is removed from the bucket, since not all could be read: ${unread.slice(0, 3).join(', ')}`,
    );
  const here = new Set(files.map(({ audioId }) => audioId));
  const gone = state.from(root).filter(({ audio_id }) => !here.has(audio_id) && !source.holds(audio_id));
  const ids = gone.flatMap(({ audio_id, file_id }) =>
    (remote.get(audio_id) ?? []).filter(({ id }) => id === file_id).map(({ id }) => id),
  );
  await removeFiles(client, bucketId, ids);
  for (const { audio_id } of gone) state.forget(audio_id);
  outcome.removed = ids.length;
}
