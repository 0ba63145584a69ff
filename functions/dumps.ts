import { presentDump } from '#api/dumps/routes.ts';
import { getDownload, getDump } from '#domain/dumps/dumps.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  getDump: async ({ caller, params, url }) =>
    presentDump(await getDump(deployment, caller, params.bucket_id), url.origin),

  downloadDump: async ({ params }) => ({
    location: await getDownload(deployment, params.bucket_id, params.task_id),
  }),
});
