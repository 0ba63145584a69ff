import { NotFound } from '#domain/errors.ts';
import { bucketOfOrigin, regionOfBucket } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionNamed } from '#domain/ports/deployment.ts';
import type { File, FileRef } from '#domain/ports/file.ts';
import { arriving, type Departure } from '#domain/ports/move.ts';
import { sideBySide } from '#domain/side-by-side.ts';

/** Files that were moved are asked for one by one. */
const ASKED_AT_ONCE = 20;

/** Those of `refs` that are known, in the order asked, wherever they are. Rejects with NotFound when none is. */
export async function findFiles(
  deployment: Deployment,
  caller: Caller,
  refs: readonly FileRef[],
): Promise<File[]> {
  const found = await locateAll(deployment, caller, refs);
  if (found.length === 0) throw new NotFound('No such file.');
  return found;
}

/** A file of the account by id or acr_id, whichever bucket and region it is in. */
export async function locate(
  deployment: Deployment,
  account: Pick<Caller, 'uid'>,
  ref: FileRef,
): Promise<File | undefined> {
  return (await locateAll(deployment, account, [ref]))[0];
}

/** The files of the account with these ids or acr_ids, in their order, each once. */
async function locateAll(
  deployment: Deployment,
  { uid }: Pick<Caller, 'uid'>,
  refs: readonly FileRef[],
): Promise<File[]> {
  const acrIds = refs.filter((ref) => typeof ref === 'string');
  const ids = [...new Set(refs.filter((ref) => typeof ref === 'number'))];
  const found = await Promise.all([
    byAcrIds(deployment, acrIds),
    ...[...Map.groupBy(ids, bucketOfOrigin)].map(([origin, made]) => byIds(deployment, origin, made)),
  ]);
  const own = found.flat().filter((file) => file.uid === uid);
  const byRef = new Map<FileRef, File>(
    own.flatMap((file) => [[file.id, file] as const, [file.acrId, file] as const]),
  );
  return [...new Map(refs.flatMap((ref) => byRef.get(ref) ?? []).map((file) => [file.id, file])).values()];
}

async function byAcrIds(deployment: Deployment, acrIds: readonly string[]): Promise<File[]> {
  if (acrIds.length === 0) return [];
  const found = (await Promise.all(deployment.regions.map(({ files }) => files.byAcrIds(acrIds)))).flat();
  const known = new Set(found.map(({ acrId }) => acrId));
  const missing = acrIds.filter((acrId) => !known.has(acrId));
  const between = await sideBySide(missing, ASKED_AT_ONCE, (acrId) => onItsWay(deployment, acrId));
  return [...found, ...between.flatMap((file) => file ?? [])];
}

/** A file's id names the bucket it was made in, where it is remembered to which it was moved. */
async function byIds(deployment: Deployment, origin: number, ids: readonly number[]): Promise<File[]> {
  const home = regionNamed(deployment, regionOfBucket(origin));
  if (!home) return [];
  const there = await home.files.find(origin, ids);
  const known = new Set(there.map(({ id }) => id));
  const moved = await sideBySide(
    ids.filter((id) => !known.has(id)),
    ASKED_AT_ONCE,
    async (id) => {
      const { to, acrId } = (await home.moves.forwarded(origin, id)) ?? {};
      const region = to === undefined ? undefined : regionNamed(deployment, regionOfBucket(to));
      const arrived = to === undefined ? [] : ((await region?.files.find(to, [id])) ?? []);
      return arrived.length === 0 && acrId ? byAcrIds(deployment, [acrId]) : arrived;
    },
  );
  return [...there, ...moved.flat()];
}

/** A file that has left one region and does not show in the next yet: there it is in state 0, as when it does. */
async function onItsWay(deployment: Deployment, acrId: string): Promise<File | undefined> {
  const departures = await departuresOf(deployment, acrId);
  for (const departure of departures) {
    const target = regionNamed(deployment, regionOfBucket(departure.to));
    // Asked before its record: what arrives in between is there by then.
    const hasArrived = await target?.moves.hasArrived(departure.moveId);
    const there = await target?.files.byAcrId(acrId);
    if (there) return there;
    if (hasArrived === false) return arriving(departure, deployment.now());
  }
  // It may have left after it was looked for, and arrived before its departure was; or gone on from where that led.
  const found = await Promise.all(deployment.regions.map(({ files }) => files.byAcrId(acrId)));
  return found.find((file) => file !== undefined);
}

/** The moves of a file to other regions that are not finished. */
export async function departuresOf(deployment: Deployment, acrId: string): Promise<Departure[]> {
  const departures = await Promise.all(deployment.regions.map(({ moves }) => moves.departure(acrId)));
  return departures.flatMap((departure) => departure ?? []);
}
