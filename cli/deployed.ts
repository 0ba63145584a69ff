import { openDeployment } from '#aws/deployment.ts';
import type { Deployment } from '#domain/deployment.ts';
import { dumpsQueue, indexTable, recordingsQueue, recordsTable } from '#infra/names.ts';

/** The deployment as it is seen with the caller's own AWS credentials, from one region. */
export function deployedIn(region: string): Deployment {
  const names = {
    regions: [region],
    recordsTable,
    indexTable,
    recordingsQueue,
    dumpsQueue,
    // Its name takes the account's number, which no command here needs to know.
    objectsBucket: '',
  };
  return openDeployment(names, region);
}
