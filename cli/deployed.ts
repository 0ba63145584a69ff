import { openDeployment } from '#aws/deployment.ts';
import type { Deployment } from '#domain/deployment.ts';
import { dumpsQueue, indexTable, recordingsQueue, recordsTable } from '#infra/names.ts';

/** One region of the deployment with the caller's own AWS credentials; its records alone, no objects. */
export function deployedIn(region: string): Deployment {
  // An objects bucket's name takes the account's number.
  const names = { recordsTable, indexTable, recordingsQueue, dumpsQueue, objectsBucket: '' };
  return openDeployment({ ...names, regions: [region] }, region);
}
