import { expect } from 'vitest';
import { compare } from '#core/match/decide.ts';
import { postingsOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { addFile } from '#domain/files/adding.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { account, allFiles, audioOf, told, wantedFile } from '../catalogue.ts';
import { hearing } from '../hearing.ts';

const LENGTH = 400;
const SECONDS_PER_WORD = 0.1238;

/**
 * `song 120` is the recording `song` from its 120th word on: with 15 s cut from either end, still the same; `song 120
 * flac` the same without loss.
 */
function recordingOf(name: string): Recording {
  const [song = '', from = '0', format = 'mp3'] = name.split(' ');
  const words = fingerprintNamed(song, 2 * LENGTH).words.slice(Number(from), Number(from) + LENGTH);
  const lossless = format === 'flac';
  const audio = { format, lossless, bitRate: lossless ? 900_000 : 128_000, sampleRate: 44_100, channels: 2 };
  return { words, duration: LENGTH * SECONDS_PER_WORD, audio: { ...audio, notice: null } };
}
export const heardAs = (name: string) => hearing(async () => recordingOf(name));

/** A file of these bytes that is heard as the recording. */
export async function upload(
  deployment: Deployment,
  uid: number,
  bucketId: number,
  name: string,
  bytes = name,
): Promise<File> {
  const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf(bytes));
  await processObject(deployment, heardAs(name), file.object);
  return file;
}

/** The files whose postings of this recording stand in an account's index. */
export async function postingsIn({ here }: Deployment, uid: number, name: string): Promise<Set<string>> {
  const keys = postingsOf('', recordingOf(name).words).map(({ key }) => key);
  return new Set((await here.index.look(filesScope(uid), keys, true)).map(({ id }) => id));
}

export const idsOf = (...files: (File | undefined)[]) => files.flatMap((file) => file?.acrId ?? []).sort();

/** The stars of an account in a region, counted from its files: what the Duplicates API tells must be these. */
export async function expectStars(where: Deployment, uid: number): Promise<void> {
  const { here } = where;
  const files = new Map((await allFiles(where, uid)).map((file) => [file.acrId, file]));
  const ready = [...files.values()].filter(({ state }) => state === 1);
  const fingerprints = await here.fingerprints.get(ready.map(({ acrId }) => acrId));
  const wordsOf = (acrId: string) => fingerprints.get(acrId)?.words ?? new Uint32Array();
  const same = (a: string, b: string) => compare(wordsOf(a), wordsOf(b)).duplicate;
  const places = await here.clusters.find(ready.map(({ acrId }) => acrId));
  const stars = Map.groupBy(ready, ({ acrId }) => places.get(acrId)?.cluster ?? `${acrId} is in none`);
  const clusters = new Map((await here.clusters.get(uid, [...stars.keys()])).map((each) => [each.id, each]));
  const centres = [...stars.keys()].map((id) => clusters.get(id)?.centre ?? `no centre of ${id}`);
  for (const centre of centres) {
    expect(files.has(centre), centre).toBe(true);
    for (const other of centres) expect(other !== centre && same(centre, other)).toBe(false);
  }
  const expected = [...stars].map(([id, members]) => {
    const centre = clusters.get(id)?.centre ?? '';
    for (const { acrId } of members) expect(acrId === centre || same(centre, acrId)).toBe(true);
    const [keep] = members.toSorted(byWorth);
    const copies = members.filter(({ acrId }) => acrId !== keep?.acrId && same(keep?.acrId ?? '', acrId));
    return {
      hash: id,
      items: idsOf(...members),
      count: members.length,
      fileSize: keep?.size ?? 0,
      footprint: copies.reduce((sum, { size }) => sum + (size ?? 0), 0),
      keep: keep?.acrId,
    };
  });
  const listed = expected.filter(({ count }) => count >= 2);
  const { groups, footprint } = await told(where, uid, 4, 'acoustic');
  const byHash = (a: { hash: string }, b: { hash: string }) => (a.hash < b.hash ? -1 : 1);
  expect(groups.toSorted(byHash)).toEqual(listed.toSorted(byHash));
  expect(footprint).toEqual({
    groups: listed.length,
    items: listed.reduce((sum, { count }) => sum + count, 0),
    bytes: listed.reduce((sum, group) => sum + group.footprint, 0),
  });
}

const byWorth = (a: File, b: File) =>
  Number(b.audio?.lossless ?? false) - Number(a.audio?.lossless ?? false) ||
  Math.round(b.duration) - Math.round(a.duration) ||
  (b.audio?.bitRate ?? 0) - (a.audio?.bitRate ?? 0) ||
  a.createdAt.getTime() - b.createdAt.getTime() ||
  (a.acrId < b.acrId ? -1 : 1);
