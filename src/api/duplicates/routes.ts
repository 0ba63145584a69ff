import * as z from 'zod';
import { placement, presentPlacement, relation } from '#api/answers/placement.ts';
import { acrId, fileBucketId, fileRef, oneOf, optional, pathId, wholeNumber } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import type { GroupPage, GroupsPage } from '#domain/duplicates/listing.ts';
import type { DuplicateOfFile } from '#domain/duplicates/of-file.ts';
import { type Footprint, matchings } from '#domain/ports/duplicate.ts';

const MOST = 1000;

const group = z
  .object({
    hash: z.string().describe('The MD5 of the bytes; of groups by recording an id of the group.'),
    items: z.array(z.string()).describe('The acr_ids of the copies, ascending.'),
    count: z.int().describe('How many copies there are.'),
    keep: acrId
      .optional()
      .describe(
        'Of groups by recording the copy worth keeping: lossless before lossy, then length, then bit rate, then the oldest.',
      ),
    file_size: z.int().describe('Bytes of a copy; of groups by recording those of the one to keep.'),
    footprint_size: z.int().describe('Bytes that deleting its duplicates frees.'),
    items_next_page: z.string().describe('The `page-token` for more items; empty at the end.'),
  })
  .meta({ id: 'Duplicates' });

const match = optional(
  oneOf(matchings).describe(
    'What makes files duplicates: `exact`, equal bytes (the default), or `acoustic`, the same recording.',
  ),
).transform((match) => match ?? 'exact');
const limit = (usual: number, of: string) =>
  optional(wholeNumber(1, MOST).describe(`How many ${of}, ${usual} when not sent.`)).transform(
    (limit) => limit ?? usual,
  );
const pageTokens = {
  'page-token': optional(z.string().describe('Where to go on, from the answer before.')),
  page_token: optional(z.string().describe('Another spelling of `page-token`.')),
};
const bucket = optional(
  wholeNumber(1, Number.MAX_SAFE_INTEGER).describe(
    'Only files of this bucket count: the groups they make among themselves.',
  ),
);
const next = z.url().nullable().describe('The whole address of the next page; null at the end.');
const oneGroup = group.extend({ next }).meta({ id: 'OneGroupOfDuplicates' });
const common = { method: 'GET', resource: 'duplicates', scope: 'read', status: 200 } as const;

const duplicate = z
  .object({
    id: z.int().positive(),
    acr_id: acrId,
    bucket_id: z.int().positive(),
    title: z.string(),
    exact: z.boolean().describe('Whether its bytes are the same.'),
    relation,
    ...placement,
  })
  .meta({ id: 'DuplicateOfFile' });

export const duplicateRoutes = {
  getDuplicatesOfFile: {
    ...common,
    ours: true,
    path: '/api/buckets/{bucket_id}/files/{ids}/duplicates',
    summary:
      'Tells the account’s files of the same recording in the bucket’s region, at most 100, the best first.',
    params: z.object({ bucket_id: fileBucketId, ids: fileRef }),
    query: z.object({
      relation: optional(
        oneOf(['same', 'any']).describe(
          '`same` (the default): the same recording; `any`: all that share sound with it.',
        ),
      ).transform((relation) => relation ?? 'same'),
    }),
    refusals: [422],
    answer: z.object({ data: z.array(duplicate) }),
  },
  getFootprint: {
    ...common,
    path: '/api/data/v3/duplicates-footprint',
    summary: 'Tells how many groups of duplicates there are, and the bytes that could be freed.',
    query: z.object({ match, bucket_id: bucket }),
    refusals: [404],
    answer: z.object({
      total_count: z.int().describe('Groups.'),
      total_number: z.int().describe('Items in them.'),
      total_size: z.int().describe('Bytes that could be freed.'),
    }),
  },
  listDuplicates: {
    ...common,
    path: '/api/data/v3/duplicates',
    summary: 'Lists groups of duplicates, those with most copies first.',
    query: z.object({
      match,
      bucket_id: bucket,
      ...pageTokens,
      limit: limit(50, 'groups'),
      'limit-items': optional(wholeNumber(1, MOST).describe('How many items a group, 20 when not sent.')),
      limit_items: optional(wholeNumber(1, MOST).describe('Another spelling of `limit-items`.')),
    }),
    refusals: [400, 404],
    answer: z.object({
      duplicates: z.array(group),
      next_page: z.string().describe('The `page-token` for more groups; empty at the end.'),
      next,
    }),
  },
  getDuplicates: {
    ...common,
    path: '/api/data/v3/duplicates/{hash}',
    summary: 'Tells one group of duplicates.',
    params: z.object({
      hash: pathId(/^[0-9a-f]{32}$/i, 'The hash of the group.', '0cc175b9c0f1b6a831c399e269772661').transform(
        (hash) => hash.toLowerCase(),
      ),
    }),
    query: z.object({ match, bucket_id: bucket, ...pageTokens, limit: limit(20, 'items') }),
    refusals: [400],
    answer: oneGroup,
  },
} as const satisfies Record<string, Route>;

export const presentFootprint = ({ groups, items, bytes }: Footprint) => ({
  total_count: groups,
  total_number: items,
  total_size: bytes,
});

const presentGroup = (of: GroupPage): z.input<typeof group> => ({
  hash: of.hash,
  items: [...of.items],
  count: of.count,
  ...(of.keep !== undefined && { keep: of.keep }),
  file_size: of.fileSize,
  footprint_size: of.footprint,
  items_next_page: of.nextItems,
});

export const presentDuplicates = (of: GroupPage, url: URL) => ({
  ...presentGroup(of),
  next: addressOf(url, of.nextItems),
});

/** `url` is the one that was called. */
export const presentGroups = ({ groups, next }: GroupsPage, url: URL) => ({
  duplicates: groups.map(presentGroup),
  next_page: next,
  next: addressOf(url, next),
});

/** The same call for the page behind this one. */
function addressOf(url: URL, token: string): string | null {
  if (token === '') return null;
  const next = new URL(url);
  next.searchParams.delete('page_token');
  next.searchParams.set('page-token', token);
  return next.href;
}

export const presentDuplicatesOfFile = (duplicates: readonly DuplicateOfFile[]) => ({
  data: duplicates.map(
    ({ file, isExact, relation, placement: found }): z.input<typeof duplicate> => ({
      id: file.id,
      acr_id: file.acrId,
      bucket_id: file.bucketId,
      title: file.title,
      exact: isExact,
      relation,
      ...presentPlacement(found),
    }),
  ),
});
