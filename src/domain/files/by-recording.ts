import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';

/**
 * Files by the cluster that they are in: those of one go one after the other, since each changes it. One that is in
 * none is by itself, under its own acr_id.
 */
export async function byRecording(
  { regions }: Deployment,
  files: readonly File[],
): Promise<[cluster: string, files: File[]][]> {
  const acrIds = files.map(({ acrId }) => acrId);
  const found = await Promise.all(regions.map(({ clusters }) => clusters.find(acrIds)));
  const places = new Map(found.flatMap((places) => [...places]));
  return [...Map.groupBy(files, ({ acrId }) => places.get(acrId)?.cluster ?? acrId)];
}
