import { presentDump } from '#api/dumps/routes.ts';
import type { routes } from '#api/routes.ts';
import { getDownload, getDump } from '#domain/dumps/dumps.ts';
import { type ApiRequest, api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

type Asked = Pick<ApiRequest<typeof routes.getDump>, 'caller' | 'params' | 'url'>;
const tellDump = async ({ caller, params, url }: Asked) =>
  presentDump(await getDump(deployment, caller, params.bucket_id), url.origin);

export const handler = api({
  getDump: tellDump,
  getFilesDump: tellDump,

  downloadDump: async ({ params }) => {
    const download = await getDownload(deployment, params.bucket_id, params.task_id);
    if ('location' in download) return download;
    const { bytes, fileName } = download;
    return { body: bytes, headers: { 'content-disposition': `attachment; filename="${fileName}"` } };
  },
});
