import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { DuplicateGroup, Footprint, ListedTo, Matching } from '#domain/ports/duplicate.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import {
  boundTo,
  type Listing,
  listingOf,
  narrowed,
  nextGroups,
  READ_AT_A_TIME,
  READS_AT_ONCE,
  type WholeGroup,
} from './narrowing.ts';
import { openToken, sealToken } from './page-token.ts';
import { placeAmongGroups, placeAmongItems } from './place.ts';

/** A page of groups ends before it would hold more items. */
const ITEMS_OF_A_PAGE = 10_000;
/** Groups that are read at most for a page of one bucket's: it may end early, even empty. */
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
