import type { Caller } from '#domain/ports/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';

/**
 * Copies of one recording go one after the other: each that stands in the index hands over to one that stays, which
 * must not be about to leave as well.
 */
export async function byRecording(
  { regions }: Deployment,
  { uid }: Caller,
  files: readonly File[],
): Promise<File[][]> {
  const acrIds = files.map(({ acrId }) => acrId);
  const found = await Promise.all(regions.map(({ clusters }) => clusters.find(uid, acrIds)));
  const groups = new Map(found.flatMap((memberships) => [...memberships]));
  return [...Map.groupBy(files, ({ acrId }) => groups.get(acrId)?.cluster ?? acrId).values()];
}
