import * as z from 'zod';
import { pageOf, pageQuery } from '#api/answers/pages.ts';
import {
  bucketId,
  bucketTime,
  bucketTimestamp,
  ILL_FORMED,
  isWellFormed,
  isWithin16KB,
  labels,
  oneOf,
  optional,
  optionalOrNull,
  text,
  wholeNumber,
  writeJson,
} from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import { isTemplate } from '#domain/buckets/metadata-template.ts';
import { bucketTypes, type CountedBucket } from '#domain/ports/bucket.ts';

const TYPE =
  'What it holds: `File` audio files, `DedupFile` dedup entries; the Live types hold nothing here.';
const typeOfBucket = oneOf(bucketTypes).describe(TYPE);

const bucket = z
  .object({
    id: z.int().positive().describe('Unique over all regions, never used again.'),
    uid: z.int().describe('The account it belongs to.'),
    name: z.string(),
    type: z.enum(bucketTypes).describe(TYPE),
    state: z.literal(1),
    region: z.string().describe('Where it lives, with all that is in it.'),
    metadata_template: z.string().nullable().describe('The JSON as it was sent, byte for byte.'),
    labels: z.array(z.string()),
    net_type: z.literal([0, 1, 2]).describe('1 online, 2 offline, 0 both.'),
    created_at: bucketTimestamp,
    updated_at: bucketTimestamp,
    num: z.int().describe('How many files or dedup entries it holds.'),
    size: z
      .union([z.literal(0), z.string().regex(/^\d+$/)])
      .describe('Bytes of stored audio: the number 0 when there are none, else digits.'),
    access_permission: z.literal('private'),
  })
  .meta({ id: 'Bucket' });
const singleBucket = z.object({
  data: bucket.extend({ node: z.string().describe('The node that serves it: its region. Not in lists.') }),
});

/** JSON text is kept byte for byte; an object, which JSON bodies may hold, becomes text. */
const metadataTemplate = z.preprocess(
  (value) => (value !== null && typeof value === 'object' ? writeJson(value) : value),
  z
    .string('must be a text that holds JSON')
    .refine(isWithin16KB, 'must have at most 16 KB')
    .refine(isWellFormed, ILL_FORMED)
    .refine(
      isTemplate,
      'must be a JSON object of fields such as {"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}',
    )
    .meta({
      description:
        'JSON that names fields, each with a `default` and, for `"type":"select"`, its `options`: what files added to the bucket get.',
      examples: ['{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}'],
    }),
);
const netType = wholeNumber(0, 2)
  .pipe(z.literal([0, 1, 2]))
  .describe('1 online (the default), 2 offline, 0 both.');
const page = pageOf(bucket, z.int());
const missingRegions = z
  .array(z.string())
  .optional()
  .describe('Regions that do not answer just now: their buckets are neither listed nor counted.');
const params = z.object({ bucket_id: bucketId });
const common = { resource: 'buckets', status: 200 } as const;

export const bucketRoutes = {
  createBucket: {
    summary: 'Creates a bucket in a region.',
    ...common,
    method: 'POST',
    path: '/api/buckets',
    scope: 'write',
    body: z.object({
      name: text().meta({ examples: ['Catalogue'] }),
      region: text().meta({ description: 'Where it is to live.', examples: ['eu-west-1'] }),
      type: typeOfBucket.meta({ examples: ['File'] }),
      net_type: optional(netType),
      labels: optional(labels),
      metadata_template: optional(metadataTemplate),
    }),
    status: 201,
    answer: singleBucket,
  },
  listBuckets: {
    summary: 'Lists the buckets of all regions, newest first.',
    ...common,
    method: 'GET',
    path: '/api/buckets',
    scope: 'read',
    query: z.object({
      ...pageQuery,
      region: optional(z.string().describe('Only buckets that live in this region.')),
      type: optional(typeOfBucket.describe('Only buckets of this type.')),
      search: optional(z.string().describe('Only buckets with this text in their name, in any case.')),
    }),
    answer: page.extend({ meta: page.shape.meta.extend({ missing_regions: missingRegions }) }),
  },
  getBucket: {
    summary: 'Tells one bucket.',
    ...common,
    method: 'GET',
    path: '/api/buckets/{bucket_id}',
    scope: 'read',
    params,
    answer: singleBucket,
  },
  updateBucket: {
    summary:
      'Changes the name, the labels or the metadata template of a bucket; what else it is may be sent as it is.',
    ...common,
    method: 'PUT',
    path: '/api/buckets/{bucket_id}',
    scope: 'write',
    params,
    body: z.object({
      name: optional(text().meta({ examples: ['Catalogue'] })),
      labels: optional(labels),
      metadata_template: optionalOrNull(metadataTemplate),
      region: optional(text().describe('As it is: a bucket stays where it was made.')),
      type: optional(typeOfBucket.describe('As it is.')),
      net_type: optional(netType.describe('As it is.')),
    }),
    answer: singleBucket,
  },
  deleteBucket: {
    summary: 'Deletes an empty bucket.',
    refusals: [409],
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
