import * as z from 'zod';
import { type Footprint, matchings } from '#domain/duplicate.ts';
import type { GroupPage, GroupsPage } from '#domain/duplicates.ts';
import { optional, wholeNumber } from './fields.ts';
import type { Route } from './route.ts';

const MOST = 1000;

const group = z.object({
  hash: z.string(),
  items: z.array(z.string()),
  count: z.int(),
  file_size: z.int(),
  footprint_size: z.int(),
  items_next_page: z.string(),
});

const match = optional(z.enum(matchings, `must be one of ${matchings.join(', ')}`)).transform(
  (matching) => matching ?? 'exact',
);
const limit = (usual: number) => optional(wholeNumber(1, MOST)).transform((limit) => limit ?? usual);
const pageToken = optional(z.string());
const common = { method: 'GET', resource: 'duplicates', scope: 'read', status: 200 } as const;

export const duplicateRoutes = {
  getFootprint: {
    ...common,
    path: '/api/data/v3/duplicates-footprint',
    summary: 'Tells how many groups of duplicates there are, and the bytes that could be freed.',
    query: z.object({ match }),
    answer: z.object({ total_count: z.int(), total_number: z.int(), total_size: z.int() }),
  },
  listDuplicates: {
    ...common,
    path: '/api/data/v3/duplicates',
    summary: 'Lists groups of duplicates, those with most copies first.',
    query: z.object({ match, 'page-token': pageToken, limit: limit(50), 'limit-items': limit(20) }),
    refusals: [400],
    answer: z.object({ duplicates: z.array(group), next_page: z.string() }),
  },
  getDuplicates: {
    ...common,
    path: '/api/data/v3/duplicates/{hash}',
    summary: 'Tells one group of duplicates.',
    params: z.object({ hash: z.string().toLowerCase() }),
    query: z.object({ match, 'page-token': pageToken, limit: limit(20) }),
    refusals: [400],
    answer: group,
  },
} as const satisfies Record<string, Route>;

export const presentFootprint = ({ groups, items, bytes }: Footprint) => ({
  total_count: groups,
  total_number: items,
  total_size: bytes,
});

export const presentDuplicates = (of: GroupPage): z.input<typeof group> => ({
  hash: of.hash,
  items: [...of.items],
  count: of.count,
  file_size: of.fileSize,
  footprint_size: of.footprint,
  items_next_page: of.nextItems,
});

export const presentGroups = ({ groups, next }: GroupsPage) => ({
  duplicates: groups.map(presentDuplicates),
  next_page: next,
});
