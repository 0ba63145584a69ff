import { openDeployment } from '#aws/deployment.ts';
import { accountOf } from '#aws/tokens/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { dumpsQueue, indexTable, objectsBucketOf, recordingsQueue, recordsTable } from '#infra/names.ts';

const names = { recordsTable, indexTable, recordingsQueue, dumpsQueue };

/** One region of the deployment with the caller's own AWS credentials; its records alone, no objects. */
export function recordsIn(region: string): Deployment {
  // An objects bucket's name takes the account's number, which making a token need not ask for.
  return openDeployment({ ...names, objectsBucket: '', regions: [region] }, region);
}

/** The same, with its objects: long fingerprints are among them. */
export async function deployedIn(region: string): Promise<Deployment> {
  const objectsBucket = objectsBucketOf(await accountOf(recordsTable, region));
  return openDeployment({ ...names, objectsBucket, regions: [region] }, region);
}
