import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { compare } from '#core/match/decide.ts';
import { postingsOf, scopeOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { repair } from '#domain/duplicates/repair.ts';
import { regionOfBucket } from '#domain/ids.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { fileOfKey } from '#domain/ports/objects.ts';
import { recountEntries } from '#domain/restoring/recount-entries.ts';
import { type Api, UID } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Buckets } from './operations.ts';
import { type Contents, contentsOf } from './scan.ts';
import { regions, type World } from './world.ts';

interface Scene {
  readonly world: World;
  readonly client: Api;
  readonly ledger: Ledger;
  readonly buckets: Buckets;
}

/** Holds all that there is against all that was told, and against itself. Nothing may be under way. */
export async function check(scene: Scene): Promise<void> {
  const { world, ledger } = scene;
  const files: File[] = [];
  for (const region of regions) {
    const deployment = world.deployments.get(region);
    if (!deployment) continue;
    const own = await filesOf(deployment);
    files.push(...own);
    const contents = await contentsOf(world, region);
    checkContents(ledger, region, contents, own);
    await checkIndex(ledger, deployment, contents, own);
    await checkStars(ledger, deployment, own);
    await checkCounts(ledger, deployment);
  }
  checkFiles(ledger, files);
  await checkDedup(scene);
  await checkDumps(scene, files);
}

/** All files of the driver's account in a region. */
export async function filesOf({ here }: Deployment): Promise<File[]> {
  const buckets = (await here.buckets.list(UID)).filter(({ type }) => type === 'File');
  return (await Promise.all(buckets.map(({ id }) => Array.fromAsync(here.files.all(id))))).flat();
}

/** What was told of files, and how often each call has made one. */
function checkFiles(ledger: Ledger, files: readonly File[]): void {
  const known = new Map(files.map((file) => [file.acrId, file]));
  for (const { acrId, deletion, state, bucketId } of ledger.files.values()) {
    const file = known.get(acrId);
    if (deletion === 'told' && file) ledger.violate(`${acrId} was deleted and is there`);
    if (deletion === 'asked') continue;
    if (deletion === 'none' && !file) ledger.violate(`${acrId} was acknowledged and is not there`);
    if (!file) continue;
    if (state !== undefined && file.state !== state)
      ledger.violate(`${acrId} is in state ${file.state} and not ${state}: ${file.error}`);
    if (bucketId !== undefined && file.bucketId !== bucketId)
      ledger.violate(`${acrId} is in bucket ${file.bucketId} and was told to be in ${bucketId}`);
  }
  for (const [title, same] of Map.groupBy(files, ({ title }) => title))
    if (ledger.titles.has(title) && same.length > 1)
      ledger.violate(`one call made ${same.length} files: ${title}`);
  for (const { acrId, state } of files) if (state === 0) ledger.violate(`${acrId} hangs in state 0`);
}

/** Nothing is there of what is not there, and all that a record names is. */
function checkContents(
  ledger: Ledger,
  region: string,
  { records, objects }: Contents,
  files: readonly File[],
): void {
  const known = new Set(files.map(({ acrId }) => acrId));
  const named = new Set(files.map(({ object }) => object));
  for (const key of objects) {
    const acrId = fileOfKey(key);
    // A download's job stays beside it.
    const isOf = named.has(key) || (key.startsWith('inbox/') && known.has(acrId ?? ''));
    if (acrId !== undefined && !isOf) ledger.violate(`${region}: the object ${key} has no record`);
  }
  for (const { acrId, object, state, dataType } of files) {
    const has = objects.has(object);
    if (state === 1 && !has && /^audio/.test(dataType))
      ledger.violate(`${region}: ${acrId} has lost its ${object}`);
  }
  const entries = new Set(
    records.flatMap(({ pk, sk, state }) =>
      sk === 'entry' && state === 'committed' ? [String(pk).slice('entry#'.length)] : [],
    ),
  );
  for (const { pk, sk } of records) {
    const [kind = '', ...ids] = String(pk).split('#');
    const id = ids.at(-1) ?? '';
    if (kind === 'todo') ledger.violate(`${region}: a todo is left: ${sk}`);
    const isOf =
      kind === 'fingerprint'
        ? known.has(id) || entries.has(id)
        : kind === 'entry'
          ? entries.has(id)
          : known.has(id);
    if (['acr', 'recording', 'fingerprint', 'entry'].includes(kind) && !isOf)
      ledger.violate(`${region}: ${pk} ${sk} is left`);
  }
}

/** Every posting has its recording, and every recording that is to be found all of its postings. */
async function checkIndex(
  ledger: Ledger,
  { here }: Deployment,
  { records, postings }: Contents,
  files: readonly File[],
): Promise<void> {
  const expected = new Map<string, Set<string>>();
  const places = await here.clusters.find(files.map(({ acrId }) => acrId));
  const entries = records.filter(({ sk, state }) => sk === 'entry' && state === 'committed');
  const indexed = [
    ...files
      .filter(({ acrId }) => places.get(acrId)?.isIndexed)
      .map(({ acrId }) => ({ acrId, scope: filesScope(UID) })),
    ...entries.map(({ acrId, bucketId }) => ({ acrId: String(acrId), scope: scopeOf(Number(bucketId)) })),
  ];
  const fingerprints = await here.fingerprints.get(indexed.map(({ acrId }) => acrId));
  for (const { acrId, scope } of indexed) {
    const fingerprint = fingerprints.get(acrId);
    if (!fingerprint) ledger.violate(`${here.name}: ${acrId} has no fingerprint`);
    const own = postingsOf(acrId, fingerprint?.words ?? new Uint32Array());
    expected.set(acrId, new Set(own.map(({ key }) => `${scope}:${key}`)));
  }
  for (const [id, found] of postings) {
    const stray = [...found].filter((key) => !expected.get(id)?.has(key)).length;
    if (stray > 0) ledger.violate(`${here.name}: ${stray} postings of ${id} have no recording`);
  }
  for (const [id, wanted] of expected) {
    const lost = [...wanted].filter((key) => !postings.get(id)?.has(key)).length;
    if (lost > 0) ledger.violate(`${here.name}: ${id} lacks ${lost} postings`);
  }
}

/** Each member is a duplicate of its centre, and no centre of another. */
async function checkStars(ledger: Ledger, { here }: Deployment, files: readonly File[]): Promise<void> {
  const ready = files.filter(({ state }) => state === 1);
  const fingerprints = await here.fingerprints.get(ready.map(({ acrId }) => acrId));
  const same = (a: string, b: string) =>
    compare(fingerprints.get(a)?.words ?? new Uint32Array(), fingerprints.get(b)?.words ?? new Uint32Array())
      .duplicate;
  const places = await here.clusters.find(ready.map(({ acrId }) => acrId));
  const stars = Map.groupBy(ready, ({ acrId }) => places.get(acrId)?.cluster ?? '');
  for (const { acrId } of stars.get('') ?? []) ledger.violate(`${here.name}: ${acrId} is in no star`);
  stars.delete('');
  const clusters = new Map((await here.clusters.get(UID, [...stars.keys()])).map((each) => [each.id, each]));
  const centres: string[] = [];
  for (const [id, members] of stars) {
    const cluster = clusters.get(id);
    const centre = cluster?.centre ?? '';
    if (!members.some(({ acrId }) => acrId === centre))
      ledger.violate(`${here.name}: the star ${id} lacks its centre`);
    if (cluster?.count !== members.length)
      ledger.violate(`${here.name}: the star ${id} counts ${cluster?.count} of ${members.length}`);
    for (const { acrId } of members)
      if (acrId !== centre && !same(centre, acrId))
        ledger.violate(`${here.name}: ${acrId} is none of its star ${id}`);
    const other = centres.find((each) => same(each, centre));
    if (other !== undefined)
      ledger.violate(`${here.name}: ${centre} and ${other} are one recording and two stars`);
    centres.push(centre);
  }
}

/** A count from scratch differs nowhere. */
async function checkCounts(ledger: Ledger, deployment: Deployment): Promise<void> {
  const differences = [
    ...(await repair(deployment, UID, () => {})),
    ...(await recountEntries(deployment.here, UID)),
  ];
  for (const each of differences) ledger.violate(`${deployment.here.name}: counted ${JSON.stringify(each)}`);
}

const groupAnswer = z.object({ data: z.tuple([z.object({ acr_id: z.string(), count: z.number() })]) });

/** Every track is where it was told to be; no recording has two entries; what was deleted is gone. */
async function checkDedup({ world, client, ledger, buckets }: Scene): Promise<void> {
  const { asked, told } = ledger.entriesDeleted;
  const tracks = ledger.tracks.splice(0);
  for (const track of tracks) {
    const { bucketId, trackId, acrId } = track;
    if (asked.has(acrId)) continue;
    const heard = await client.call('getGroup', { params: { bucket_id: bucketId, ids: trackId } });
    const group = groupAnswer.safeParse(heard.body);
    if (group.data?.data[0].acr_id !== acrId)
      ledger.violate(`the track ${trackId} of ${bucketId} is not at ${acrId}: ${JSON.stringify(heard)}`);
    else ledger.tracks.push(track);
  }
  for (const bucketId of buckets.unique) {
    const region = world.deployments.get(regionOfBucket(bucketId) ?? '');
    const contents = region && (await contentsOf(world, region.here.name));
    const entries = (contents?.records ?? [])
      .filter((item) => item['sk'] === 'entry' && item['bucketId'] === bucketId)
      .map(({ acrId }) => String(acrId));
    for (const acrId of entries)
      if (told.has(acrId)) ledger.violate(`the entry ${acrId} was deleted and is there`);
    const fingerprints = await region?.here.fingerprints.get(entries);
    const first = (acrId: string) => fingerprints?.get(acrId)?.words[0];
    for (const [, same] of Map.groupBy(entries, first))
      if (same.length > 1)
        ledger.violate(`bucket ${bucketId} has one recording ${same.length} times: ${same}`);
  }
}

const dumpAnswer = z.object({ status: z.number(), down_url: z.string() });

/** A dump is the list. */
async function checkDumps({ world, client, ledger, buckets }: Scene, files: readonly File[]): Promise<void> {
  for (const bucketId of buckets.files) {
    const params = { bucket_id: bucketId };
    await client.call('getDump', { params });
    while (await world.work());
    const heard = await client.call('getDump', { params });
    const dump = dumpAnswer.safeParse(heard.body).data;
    if (dump?.status !== 1) ledger.violate(`the dump of ${bucketId} is not there: ${JSON.stringify(heard)}`);
    const taskId = dump?.down_url.split('/').at(-1) ?? '';
    const { body } = await client.call('downloadDump', { params: { ...params, task_id: taskId } });
    const text = body instanceof Uint8Array ? gunzipSync(body).toString() : '';
    const dumped = text.split('\n').flatMap((line) => (line === '' ? [] : [String(JSON.parse(line).acr_id)]));
    const listed = files.filter((file) => file.bucketId === bucketId).map(({ acrId }) => acrId);
    if (dumped.sort().join() !== listed.sort().join())
      ledger.violate(`the dump of ${bucketId} has ${dumped.length} files, the list ${listed.length}`);
  }
}
