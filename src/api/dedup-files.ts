import * as z from 'zod';
import type { Group } from '#domain/dedup-files.ts';
import { acrIds, bucketId, bucketTime, optional, text, uploadedFile, wholeNumber } from './fields.ts';
import { pageOf, pageQuery } from './pages.ts';
import type { Route } from './route.ts';

const TRACK_ID_LENGTH = 256;

const group = z.object({
  dup_files: z.array(z.string()),
  acr_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  count: z.int(),
  matches: z.array(
    z.object({
      id: z.string(),
      similarity: z.number().min(0).max(1),
      offset: z.number(),
      overlap: z.number(),
      speed: z.number(),
    }),
  ),
});

const params = z.object({ bucket_id: bucketId });

export const dedupFileRoutes = {
  addDedupFile: {
    method: 'POST',
    path: '/api/buckets/{bucket_id}/dedup-files',
    resource: 'dedup-files',
    scope: 'write',
    params,
    body: z
      .object({
        id: text(TRACK_ID_LENGTH),
        file: optional(uploadedFile),
        fingerprint: optional(z.string('must be text')),
        db_if_nodup: optional(wholeNumber(0, 1)).transform((keep) => keep !== 0),
      })
      .superRefine(({ file, fingerprint }, context) => {
        if (!file && fingerprint === undefined) {
          context.addIssue({ code: 'custom', path: ['file'], message: 'is required' });
        }
      }),
    status: 200,
    answer: z.object({
      data: z.object({ dup_files: z.array(z.string()), acr_id: z.string(), do_db: z.boolean() }),
    }),
  },
  listGroups: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dedup-files',
    resource: 'dedup-files',
    scope: 'read',
    params,
    query: z.object(pageQuery),
    status: 200,
    answer: pageOf(group, z.string()),
  },
  getGroup: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dedup-files/{file_id}',
    resource: 'dedup-files',
    scope: 'read',
    params: params.extend({ file_id: z.string() }),
    status: 200,
    answer: z.object({ data: z.array(group) }),
  },
  deleteDedupFiles: {
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/dedup-files/{acr_ids}',
    resource: 'dedup-files',
    scope: 'write',
    params: params.extend({ acr_ids: acrIds }),
    status: 204,
  },
} as const satisfies Record<string, Route>;

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** A group; an entry alone has no duplicates to list. */
export function presentGroup({ entry, members }: Group): z.input<typeof group> {
  return {
    dup_files: entry.count > 1 ? members.map(({ trackId }) => trackId) : [],
    acr_id: entry.acrId,
    created_at: bucketTime(entry.createdAt),
    updated_at: bucketTime(entry.updatedAt),
    count: entry.count,
    matches: members.map(({ trackId, similarity, offset, overlap, speed }) => ({
      id: trackId,
      similarity: round(similarity, 4),
      offset: round(offset, 3),
      overlap: round(overlap, 3),
      speed: round(speed, 4),
    })),
  };
}
