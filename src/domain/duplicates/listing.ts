import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { DuplicateGroup, Footprint, ListedTo, Matching, Moment } from '#domain/ports/duplicate.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { openToken, sealToken } from './page-token.ts';

/** A page of groups ends before it would hold more items. */
const ITEMS_OF_A_PAGE = 10_000;
const READS_AT_ONCE = 40;

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

/** Groups, their items, and the bytes that could be freed, of the caller's files in this region. */
export function getFootprint({ here }: Deployment, caller: Caller, matching: Matching): Promise<Footprint> {
  return here.duplicates.footprint(caller.uid, matching);
}

/**
 * The caller's groups of two and more in this region, most copies first, ties by hash. While they change, none is
 * told twice, and none is left out whose count stays what it was when the listing began.
 */
export async function listDuplicates(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  page: { token: string | undefined; limit: number; itemsLimit: number },
): Promise<GroupsPage> {
  const { duplicates } = deployment.here;
  const bound = ['groups', ...boundTo(deployment, caller, matching)];
  const after = page.token === undefined ? undefined : placeIn(await openToken(bound, page.token));
  // Read before the first page: what changes between the two counts as changed.
  const since = after?.since ?? (await duplicates.now(caller.uid, matching));
  const found = await duplicates.groups(caller.uid, matching, after, page.limit + 1);
  const shown = found.slice(0, Math.min(page.limit, fitting(found, page.itemsLimit)));
  const groups = await sideBySide(shown, READS_AT_ONCE, (group) =>
    withItems(deployment, caller, matching, group, undefined, page.itemsLimit),
  );
  const last = shown.at(-1);
  const hasMore = last !== undefined && shown.length < found.length;
  return { groups, next: hasMore ? await sealToken(bound, [last.count, last.id, ...since]) : '' };
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
  page: { token: string | undefined; limit: number },
): Promise<GroupPage> {
  const bound = ['items', ...boundTo(deployment, caller, matching), hash];
  const position = page.token === undefined ? undefined : await openToken(bound, page.token);
  const groups = await deployment.here.duplicates.withHash(caller.uid, matching, hash);
  const group = position
    ? groups.find(({ id }) => id === position[0])
    : groups.toSorted((a, b) => b.count - a.count || a.fileSize - b.fileSize)[0];
  if (!group) throw new NotFound('No such group of duplicates.');
  return withItems(deployment, caller, matching, group, position && String(position[1]), page.limit);
}

async function withItems(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  group: DuplicateGroup,
  after: string | undefined,
  limit: number,
): Promise<GroupPage> {
  const { here } = deployment;
  const found = await here.duplicates.items(caller.uid, matching, group.id, after, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const bound = ['items', ...boundTo(deployment, caller, matching), group.hash];
  const hasMore = last !== undefined && found.length > limit;
  return { ...group, items, nextItems: hasMore ? await sealToken(bound, [group.id, last]) : '' };
}

const boundTo = ({ here }: Deployment, { uid }: Caller, matching: Matching) => [here.name, uid, matching];

function placeIn([count, id, ...since]: readonly (string | number)[]): ListedTo {
  return { count: Number(count), id: String(id), since: since.map(Number) satisfies Moment };
}
