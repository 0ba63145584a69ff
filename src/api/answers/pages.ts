import * as z from 'zod';
import { optional, wholeNumber } from '#api/fields.ts';

/** Page-number lists: `page` from 1 (0 counts as 1), `per_page` 1–100. */
export const pageQuery = {
  page: optional(
    wholeNumber(0, Number.MAX_SAFE_INTEGER).describe('Which page, from 1 (the default); 0 counts as 1.'),
  ).transform((page) => Math.max(page ?? 1, 1)),
  per_page: optional(wholeNumber(1, 100).describe('Rows a page, 20 when not sent.')).transform(
    (perPage) => perPage ?? 20,
  ),
};

export const pageOf = <R extends z.ZodType>(row: R, perPage: z.ZodType<string | number>) =>
  z.object({
    data: z.array(row),
    links: z.object({
      first: z.url(),
      last: z.url(),
      prev: z.url().nullable(),
      next: z.url().nullable(),
    }),
    meta: z.object({
      current_page: z.int(),
      from: z.int().nullable().describe('The place of its first row, from 1; null on an empty page.'),
      last_page: z.int(),
      path: z.url().describe('The address of the list.'),
      per_page: perPage,
      to: z.int().nullable().describe('The place of its last row.'),
      total: z.int().describe('Rows on all pages.'),
    }),
  });

export interface PageRequest {
  readonly page: number;
  readonly per_page: number;
}

export const rangeOf = ({ page, per_page }: PageRequest) => ({
  offset: (page - 1) * per_page,
  limit: per_page,
});

/** One page of `total` rows. `url` is the one that was called; links keep its other query parameters. */
export function presentPage<R>(url: URL, { page, per_page }: PageRequest, rows: readonly R[], total: number) {
  const lastPage = Math.max(Math.ceil(total / per_page), 1);
  const { offset } = rangeOf({ page, per_page });
  const path = `${url.origin}${url.pathname}`;
  // Through a Map: of a parameter sent twice the last one counts, here too.
  const others = new URLSearchParams([...new Map(url.searchParams)]);
  others.delete('page');
  const link = (to: number) => `${path}?page=${to}${others.size > 0 ? `&${others}` : ''}`;
  return {
    data: [...rows],
    links: {
      first: link(1),
      last: link(lastPage),
      prev: page > 1 && page - 1 <= lastPage ? link(page - 1) : null,
      next: page < lastPage ? link(page + 1) : null,
    },
    meta: {
      current_page: page,
      from: rows.length > 0 ? offset + 1 : null,
      last_page: lastPage,
      path,
      to: rows.length > 0 ? offset + rows.length : null,
      total,
    },
  };
}
