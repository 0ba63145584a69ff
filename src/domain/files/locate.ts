import { bucketOfOrigin, regionOfBucket } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionNamed } from '#domain/ports/deployment.ts';
import type { File, FileRef } from '#domain/ports/file.ts';

/** A file of the account by id or acr_id, whichever bucket and region it is in. */
export async function locate(
  deployment: Deployment,
  { uid }: Pick<Caller, 'uid'>,
  ref: FileRef,
): Promise<File | undefined> {
  const file = typeof ref === 'number' ? await byId(deployment, ref) : await byAcrId(deployment, ref);
  return file?.uid === uid ? file : undefined;
}

async function byAcrId(deployment: Deployment, acrId: string): Promise<File | undefined> {
  const found = await Promise.all(deployment.regions.map(({ files }) => files.byAcrId(acrId)));
  return found.find((file) => file !== undefined);
}

/** A file's id names the bucket it was made in, where it is remembered to which it was moved. */
async function byId(deployment: Deployment, id: number): Promise<File | undefined> {
  const origin = bucketOfOrigin(id);
  const home = regionNamed(deployment, regionOfBucket(origin));
  if (!home) return undefined;
  const [file] = await home.files.find(origin, [id]);
  if (file) return file;
  const to = await home.moves.forwarded(origin, id);
  const region = to === undefined ? undefined : regionNamed(deployment, regionOfBucket(to));
  return to === undefined ? undefined : (await region?.files.find(to, [id]))?.[0];
}
