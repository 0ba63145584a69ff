import * as z from 'zod';
import { bucketTypes, type CountedBucket } from '#domain/bucket.ts';
import { bucketId, bucketTime, isJsonWithin, labels, optional, text, wholeNumber } from './fields.ts';
import { pageOf, pageQuery } from './pages.ts';
import type { Route } from './route.ts';

const bucket = z.object({
  id: z.int(),
  uid: z.int(),
  name: z.string(),
  type: z.enum(bucketTypes),
  state: z.literal(1),
  region: z.string(),
  metadata_template: z.string().nullable(),
  labels: z.array(z.string()),
  net_type: z.literal([0, 1, 2]),
  created_at: z.string(),
  updated_at: z.string(),
  num: z.int(),
  size: z.union([z.literal(0), z.string().regex(/^\d+$/)]),
  access_permission: z.literal('private'),
});
const singleBucket = z.object({ data: bucket.extend({ node: z.string() }) });

/** JSON text is kept byte for byte; an object, which JSON bodies may hold, becomes text. */
const metadataTemplate = z.preprocess(
  (value) => (value !== null && typeof value === 'object' ? JSON.stringify(value) : value),
  z.string('must be a text that holds JSON').refine(isJsonWithin, 'must have at most 16 KB'),
);
const netType = wholeNumber(0, 2).pipe(z.literal([0, 1, 2]));
const params = z.object({ bucket_id: bucketId });
const common = { resource: 'buckets', status: 200 } as const;

export const bucketRoutes = {
  createBucket: {
    ...common,
    method: 'POST',
    path: '/api/buckets',
    scope: 'write',
    body: z.object({
      name: text(),
      region: text(),
      type: z.enum(bucketTypes, `must be one of ${bucketTypes.join(', ')}`),
      net_type: optional(netType),
      labels: optional(labels),
      metadata_template: optional(metadataTemplate),
    }),
    status: 201,
    answer: singleBucket,
  },
  listBuckets: {
    ...common,
    method: 'GET',
    path: '/api/buckets',
    scope: 'read',
    query: z.object({
      ...pageQuery,
      region: optional(z.string()),
      type: optional(z.enum(bucketTypes, `must be one of ${bucketTypes.join(', ')}`)),
      search: optional(z.string()),
    }),
    answer: pageOf(bucket, z.int()),
  },
  getBucket: {
    ...common,
    method: 'GET',
    path: '/api/buckets/{bucket_id}',
    scope: 'read',
    params,
    answer: singleBucket,
  },
  updateBucket: {
    ...common,
    method: 'PUT',
    path: '/api/buckets/{bucket_id}',
    scope: 'write',
    params,
    body: z.object({
      name: optional(text()),
      labels: optional(labels),
      metadata_template: optional(metadataTemplate),
      region: z.undefined('cannot be changed').optional(),
      type: z.undefined('cannot be changed').optional(),
    }),
    answer: singleBucket,
  },
  deleteBucket: {
    ...common,
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}',
    scope: 'write',
    params,
    status: 204,
  },
} as const satisfies Record<string, Route>;

/** A bucket as lists tell it. */
export function presentBucket(of: CountedBucket): z.input<typeof bucket> {
  return {
    id: of.id,
    uid: of.uid,
    name: of.name,
    type: of.type,
    state: 1,
    region: of.region,
    metadata_template: of.metadataTemplate,
    labels: [...of.labels],
    net_type: of.netType,
    created_at: bucketTime(of.createdAt),
    updated_at: bucketTime(of.updatedAt),
    num: of.num,
    size: of.size === 0 ? 0 : String(of.size),
    access_permission: 'private',
  };
}

/** A bucket as single answers tell it; its node is where it lives. */
export const presentSingleBucket = (of: CountedBucket): z.input<typeof singleBucket> => ({
  data: { ...presentBucket(of), node: of.region },
});
