import type { Item } from './item.ts';

/**
 * Items of records carry the number of the format they are written in; one without is of format 1, from before there
 * were numbers. Readers take every format up to READ, and have a default for what an older one lacks. WRITTEN follows
 * READ a release later: while a deployment is under way, the functions of the release before read what the new ones
 * write. docs/architecture.md, "Upgrades", has the list of formats.
 */
const READ = 2;
const WRITTEN = 2;

/** For an item that is written whole. */
export const inFormat = <I extends Item>(item: I): I & { readonly format: number } => ({
  ...item,
  format: WRITTEN,
});

/** Throws for an item that only a later release can read: what it means there is not known here. */
export function checkFormat(item: Item): void {
  const format = item['format'] ?? 1;
  if (typeof format === 'number' && format <= READ) return;
  throw new Error(
    `The item ${item['pk']} ${item['sk']} is of format ${String(format)}, and this release reads up to ${READ}: deploy the release that wrote it.`,
  );
}
