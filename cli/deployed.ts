import { openDeployment } from '#aws/deployment.ts';
import type { Deployment } from '#domain/deployment.ts';

/** The deployment as it is seen with the caller's own AWS credentials, from one region. */
export function deployedIn(region: string): Deployment {
  const names = {
    regions: [region],
    recordsTable: 'refrain-records',
    indexTable: 'refrain-index',
    objectsBucket: 'refrain',
    recordingsQueue: 'refrain-recordings',
    dumpsQueue: 'refrain-dumps',
  };
  return openDeployment(names, region);
}
