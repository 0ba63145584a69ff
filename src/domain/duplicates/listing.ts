import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { DuplicateGroup, Footprint, ListedTo, Matching } from '#domain/ports/duplicate.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { narrowed, type WholeGroup } from './narrowing.ts';
import { openToken, sealToken } from './page-token.ts';
import { placeAmongGroups, placeAmongItems } from './place.ts';

/** A page of groups ends before it would hold more items. */
const ITEMS_OF_A_PAGE = 10_000;
const READS_AT_ONCE = 40;
/** Groups that are read at a time for those of one bucket, and for one page at most: it may end early, even empty. */
const READ_AT_A_TIME = 200;
const READ_FOR_A_PAGE = 2000;

/** A group with the first, or next, of its items. */
export interface GroupPage extends DuplicateGroup {
  /** acr_ids, ascending. */
  readonly items: readonly string[];
  /** Empty at the end. */
  readonly nextItems: string;
}

export interface GroupsPage {
  readonly groups: readonly GroupPage[];
  /** Empty at the end. */
  readonly next: string;
}

interface PageRequest {
  readonly token: string | undefined;
  readonly limit: number;
  /** Only files of this bucket count. */
  readonly bucketId?: number | undefined;
}

/** Whose duplicates are asked for: all files of the caller in a region, or those of one bucket. */
interface Listing {
  readonly region: Region;
  readonly uid: number;
  readonly matching: Matching;
  readonly bucketId: number | undefined;
}

/** Rejects with NotFound or Invalid when there is no such bucket of files. */
async function listingOf(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  bucketId: number | undefined,
): Promise<Listing> {
  if (bucketId !== undefined) await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = bucketId === undefined ? deployment.here : regionOf(deployment, bucketId);
  return { region, uid: caller.uid, matching, bucketId };
}

/** Groups, their items, and the bytes that could be freed. */
export async function getFootprint(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  bucketId?: number,
): Promise<Footprint> {
  const listing = await listingOf(deployment, caller, matching, bucketId);
  const { region, uid } = listing;
  if (bucketId === undefined) return region.duplicates.footprint(uid, matching);
  const total = { groups: 0, items: 0, bytes: 0 };
  let after: ListedTo | undefined;
  do {
    const read = await nextGroups(listing, after);
    for (const { count, footprint } of read.groups) {
      total.groups++;
      total.items += count;
      total.bytes += footprint;
    }
    after = read.next;
  } while (after);
  return total;
}

/**
 * The groups of two and more, most copies first, ties by hash; those of one bucket in the order they have among all.
 * While they change, none is told twice, and none is left out whose count stays what it was when the listing began.
 */
export async function listDuplicates(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  page: PageRequest & { itemsLimit: number },
): Promise<GroupsPage> {
  const listing = await listingOf(deployment, caller, matching, page.bucketId);
  const { region, uid } = listing;
  const bound = ['groups', ...boundTo(listing)];
  const after = page.token === undefined ? undefined : await openToken(bound, page.token, placeAmongGroups);
  // Read before the first page: what changes between the two counts as changed.
  const since = after?.since ?? (await region.duplicates.now(uid, matching));
  const { groups, next } = await pageOfGroups(listing, after, page);
  const told = await sideBySide(groups, READS_AT_ONCE, (group) =>
    withItems(listing, group, undefined, page.itemsLimit),
  );
  return { groups: told, next: next ? await sealToken(bound, [next.count, next.id, ...since]) : '' };
}

type Place = Pick<DuplicateGroup, 'count' | 'id'>;

/** Groups for a page, and behind which of the account's the next one goes on, if there is one. */
async function pageOfGroups(
  listing: Listing,
  after: ListedTo | undefined,
  { limit, itemsLimit }: { limit: number; itemsLimit: number },
): Promise<{ groups: DuplicateGroup[]; next: Place | undefined }> {
  const { region, uid, matching, bucketId } = listing;
  if (bucketId === undefined) {
    const found = await region.duplicates.groups(uid, matching, after, limit + 1);
    const groups = found.slice(0, Math.min(limit, fitting(found, itemsLimit)));
    return { groups, next: groups.length < found.length ? groups.at(-1) : undefined };
  }
  const groups: (DuplicateGroup & { place: Place })[] = [];
  let place = after;
  for (let read = 0; read < READ_FOR_A_PAGE; read += READ_AT_A_TIME) {
    const more = await nextGroups(listing, place);
    groups.push(...more.groups);
    const shown = groups.slice(0, Math.min(limit, fitting(groups, itemsLimit)));
    if (shown.length < groups.length) return { groups: shown, next: shown.at(-1)?.place };
    if (!more.next) return { groups, next: undefined };
    place = more.next;
  }
  return { groups, next: place };
}

/** What of the account's next groups lies in the bucket, each with its place among all; and where they end. */
async function nextGroups({ region, uid, matching, bucketId = 0 }: Listing, after: ListedTo | undefined) {
  const all = await region.duplicates.groups(uid, matching, after, READ_AT_A_TIME);
  const since = after?.since ?? (await region.duplicates.now(uid, matching));
  const read = await sideBySide(all, READS_AT_ONCE, async (group) => {
    const part = await narrowed(region, uid, matching, group, bucketId);
    return part ? [{ ...part, place: group }] : [];
  });
  const last = all.length < READ_AT_A_TIME ? undefined : all.at(-1);
  return { groups: read.flat(), next: last && { count: last.count, id: last.id, since } };
}

/** How many of the groups a page has room for; the first always has. */
function fitting(groups: readonly DuplicateGroup[], itemsLimit: number): number {
  let room = ITEMS_OF_A_PAGE;
  const tooMany = groups.findIndex(({ count }) => {
    room -= Math.min(count, itemsLimit);
    return room < 0;
  });
  return tooMany < 0 ? groups.length : tooMany;
}

/** One group by its hash, the one with more copies should there be two. Rejects with NotFound when there is none. */
export async function getDuplicates(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  hash: string,
  page: PageRequest,
): Promise<GroupPage> {
  const { bucketId } = page;
  const listing = await listingOf(deployment, caller, matching, bucketId);
  const { region, uid } = listing;
  const place =
    page.token === undefined
      ? undefined
      : await openToken(['items', ...boundTo(listing), hash], page.token, (position) => {
          const found = placeAmongItems(position);
          return found?.group.startsWith(hash) ? found : undefined;
        });
  const all = await region.duplicates.withHash(uid, matching, hash);
  const parts =
    bucketId === undefined
      ? all
      : await Promise.all(all.map((group) => narrowed(region, uid, matching, group, bucketId)));
  const groups = parts.filter((group) => group !== undefined);
  const group = place
    ? groups.find(({ id }) => id === place.group)
    : groups.toSorted((a, b) => b.count - a.count || a.fileSize - b.fileSize)[0];
  if (!group) throw new NotFound('No such group of duplicates.');
  return withItems(listing, group, place?.last, page.limit);
}

async function withItems(
  listing: Listing,
  group: DuplicateGroup | WholeGroup,
  after: string | undefined,
  limit: number,
): Promise<GroupPage> {
  const { region, uid, matching } = listing;
  const found =
    'acrIds' in group
      ? group.acrIds.filter((acrId) => after === undefined || acrId > after).slice(0, limit + 1)
      : await region.duplicates.items(uid, matching, group.id, after, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const bound = ['items', ...boundTo(listing), group.hash];
  const hasMore = last !== undefined && found.length > limit;
  return { ...group, items, nextItems: hasMore ? await sealToken(bound, [group.id, last]) : '' };
}

const boundTo = ({ region, uid, matching, bucketId }: Listing) => [
  region.name,
  uid,
  matching,
  ...(bucketId === undefined ? [] : [bucketId]),
];
