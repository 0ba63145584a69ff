import type * as z from 'zod';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';

/** `exact`: equal bytes; `acoustic`: the same recording. */
export type Matching = 'exact' | 'acoustic';
export type Group = z.output<typeof routes.listDuplicates.answer>['duplicates'][number];
export type FileRecord = z.output<typeof routes.findFiles.answer>['data'][number];
/** How a file lies on the one that is kept. */
export type Likeness = z.output<typeof routes.getDuplicatesOfFile.answer>['data'][number];

const A_PAGE = 200;
const MOST_PAGES = 10;
const ITEMS = 100;
/** Ids that a call takes. */
const AT_ONCE = 100;

/** The account's groups in the region, those that would free most first; of very many, those with most copies. */
export async function loadGroups(
  match: Matching,
  signal: AbortSignal,
): Promise<{ groups: Group[]; isWhole: boolean }> {
  const groups: Group[] = [];
  let token = '';
  for (let page = 0; page < MOST_PAGES && (page === 0 || token !== ''); page++) {
    const query = { match, limit: A_PAGE, 'limit-items': ITEMS, 'page-token': token };
    const { duplicates, next_page } = await ask(routes.listDuplicates, { query, signal });
    groups.push(...duplicates);
    token = next_page;
  }
  groups.sort((a, b) => b.footprint_size - a.footprint_size || b.count - a.count);
  return { groups, isWhole: token === '' };
}

/** The files of these groups, by acr_id; those that went meanwhile are left out. */
export async function loadFiles(
  groups: readonly Group[],
  signal: AbortSignal,
): Promise<Map<string, FileRecord>> {
  const ids = groups.flatMap(({ items, keep }) => (keep === undefined ? items : [keep, ...items]));
  const wanted = [...new Set(ids)];
  const found = new Map<string, FileRecord>();
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const params = { ids: wanted.slice(at, at + AT_ONCE).join(',') };
    const { data } = await ask(routes.findFiles, { params, signal });
    for (const file of data) found.set(file.acr_id, file);
  }
  return found;
}

/** All that is the same recording as a file, by acr_id. */
export async function loadLikenesses(
  of: FileRecord,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Likeness>> {
  const params = { bucket_id: of.bucket_id, ids: of.id };
  const { data } = await ask(routes.getDuplicatesOfFile, { params, signal });
  return new Map(data.map((each) => [each.acr_id, each]));
}
