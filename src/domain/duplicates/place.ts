import type { ListedTo } from '#domain/ports/duplicate.ts';

/** What page tokens hold, read as they come: undefined for what no listing ever wrote. */

/** A hash, or a hash and the size of the files, padded. */
const GROUP_ID = /^[0-9a-f]{32}(#\d{13})?$/;
const ACR_ID = /^[0-9a-f]{32}$/;
const MOST = 9_999_999_999;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isText = (value: unknown, shape: RegExp): value is string =>
  typeof value === 'string' && shape.test(value);

/** `[count, id, ...the versions at which the listing began]` */
export function placeAmongGroups([count, id, ...since]: readonly unknown[]): ListedTo | undefined {
  if (!isCount(count) || count > MOST || !isText(id, GROUP_ID) || !since.every(isCount)) return undefined;
  return { count, id, since };
}

export interface PlaceAmongItems {
  readonly group: string;
  /** The acr_id told last. */
  readonly last: string;
}

/** `[id of the group, acr_id]` */
export function placeAmongItems([group, last, ...more]: readonly unknown[]): PlaceAmongItems | undefined {
  if (!isText(group, GROUP_ID) || !isText(last, ACR_ID) || more.length > 0) return undefined;
  return { group, last };
}
