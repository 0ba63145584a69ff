import type * as z from 'zod';
import { routes } from '#api/routes.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { type Client, Refused } from './client.ts';

export type RemoteFile = z.infer<typeof routes.getFiles.answer>['data'][number];

const PAGE = 100;
const LANES = 8;

/** All files of a bucket that have an id of the caller's, by that. */
export async function filesByAudioId(client: Client, bucketId: number): Promise<Map<string, RemoteFile[]>> {
  const read = (page: number) =>
    client.call(routes.listFiles, { params: { bucket_id: bucketId }, query: { page, per_page: PAGE } });
  const first = await read(1);
  const others = Array.from({ length: first.meta.last_page - 1 }, (_, i) => i + 2);
  const rest = await sideBySide(others, LANES, async (page) => (await read(page)).data);
  const named = [...first.data, ...rest.flat()].filter(({ audio_id }) => audio_id !== '');
  // A page may move while others are read: a file that is told twice is one.
  const files = new Map(named.map((each) => [each.id, each]));
  return Map.groupBy(files.values(), ({ audio_id }) => audio_id);
}

/** What these files are now; those that are gone are left out. */
export async function filesNow(client: Client, bucketId: number, ids: readonly number[]) {
  const found = await sideBySide(chunksOf(ids), LANES, async (some) => {
    const params = { bucket_id: bucketId, ids: some.join(',') };
    return unlessGone(async () => (await client.call(routes.getFiles, { params })).data);
  });
  return new Map(found.flatMap((each) => each ?? []).map((each) => [each.id, each]));
}

/** Those that are gone already are no error. */
export async function removeFiles(client: Client, bucketId: number, ids: readonly number[]): Promise<void> {
  for (const some of chunksOf(ids))
    await unlessGone(() =>
      client.send(routes.deleteFiles, { params: { bucket_id: bucketId, ids: some.join(',') } }),
    );
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

const chunksOf = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, i) => ids.slice(i * PAGE, (i + 1) * PAGE));
