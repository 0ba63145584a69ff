import * as z from 'zod';
import { fileBucketId, pathId } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import type { Dump } from '#domain/ports/dump.ts';

const dump = z
  .object({
    status: z.literal([0, 1, -1]).describe('0 under way, 1 ready, −1 failed.'),
    down_url: z
      .string()
      .describe('Where it is when it is ready, for 24 hours and without a token; else empty.'),
    id: z.int().positive().describe('The bucket’s.'),
    name: z.string().describe('The bucket’s.'),
    task_id: z.string(),
    progress: z.number().min(0).max(1),
  })
  .meta({ id: 'Dump' });

const params = z.object({ bucket_id: fileBucketId });

export const dumpRoutes = {
  getDump: {
    summary: 'Starts a dump of a bucket’s files, or tells the one of the last 24 hours.',
    refusals: [422],
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dump',
    resource: 'dumps',
    scope: 'read',
    params,
    status: 200,
    answer: dump,
  },
  /** As the original's command-line client asks for it. */
  getFilesDump: {
    summary: 'As `getDump`.',
    refusals: [422],
    method: 'GET',
    path: '/api/buckets/{bucket_id}/files/dump',
    resource: 'dumps',
    scope: 'read',
    params,
    status: 200,
    answer: dump,
  },
  /** The task id is the capability. */
  downloadDump: {
    summary:
      'Downloads a dump: gzip-compressed JSON Lines. Up to 4 MB are the answer itself; to a larger one it redirects.',
    refusals: [410],
    method: 'GET',
    path: '/api/buckets/{bucket_id}/down/{task_id}',
    resource: 'dumps',
    scope: 'public',
    params: params.extend({
      task_id: pathId(
        /^[0-9a-f]{32}$/,
        'The task_id of the dump: whoever has it may download.',
        '9a1d7c40f3b24e6fa0c5b1d2e8f76a35',
      ),
    }),
    status: 200,
    answer: z
      .custom<Uint8Array>((value) => value instanceof Uint8Array)
      .meta({ type: 'string', contentMediaType: 'application/gzip' }),
    contentType: 'application/gzip',
    mayRedirect: true,
  },
} as const satisfies Record<string, Route>;

/** `origin` is the host that was called. */
export function presentDump(of: Dump, origin: string): z.input<typeof dump> {
  return {
    status: of.status,
    down_url: of.status === 1 ? `${origin}/api/buckets/${of.bucketId}/down/${of.taskId}` : '',
    id: of.bucketId,
    name: of.bucketName,
    task_id: of.taskId,
    progress: of.progress,
  };
}
