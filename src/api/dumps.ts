import * as z from 'zod';
import type { Dump } from '#domain/dump.ts';
import { bucketId } from './fields.ts';
import type { Route } from './route.ts';

const dump = z.object({
  status: z.literal([0, 1, -1]),
  down_url: z.string(),
  id: z.int(),
  name: z.string(),
  task_id: z.string(),
  progress: z.number().min(0).max(1),
});

const params = z.object({ bucket_id: bucketId });

export const dumpRoutes = {
  getDump: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dump',
    resource: 'dumps',
    scope: 'read',
    params,
    status: 200,
    answer: dump,
  },
  /** The task id is the capability. */
  downloadDump: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/down/{task_id}',
    resource: 'dumps',
    scope: 'public',
    params: params.extend({ task_id: z.string() }),
    status: 302,
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
