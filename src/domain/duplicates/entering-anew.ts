import type { Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { Difference } from '#domain/ports/recount.ts';
import { enterCluster } from './clustering.ts';

/**
 * A ready file is in a group of its recording, if only in one of its own. One that is in none is entered as if it had
 * just come, by its fingerprint alone. Tells what was wrong.
 */
export async function enterAnew(region: Region, acrId: string, now: () => Date): Promise<Difference[]> {
  const file = await region.files.byAcrId(acrId);
  if (file?.state !== 1) return [];
  // One that was announced by a process that died is in none either.
  const place = (await region.clusters.find([acrId])).get(acrId);
  if (place && place.cluster !== null) return [];
  const is = await enter(region, file, now);
  return [{ what: `file ${file.id} (${acrId})`, was: 'in no group of its recording', is }];
}

async function enter(region: Region, file: File, now: () => Date): Promise<string> {
  const { acrId, size } = file;
  const known = (await region.fingerprints.get([acrId])).get(acrId);
  if (!known) return 'without a fingerprint to find others by: delete it and upload it again';
  const isEntered = await enterCluster(region, file, known, size ?? 0, now);
  if ((await region.files.byAcrId(acrId)) || (await region.moves.departure(acrId)))
    return isEntered ? 'in one' : 'written to meanwhile: run this again';
  return 'deleted';
}
