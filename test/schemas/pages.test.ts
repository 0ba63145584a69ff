import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentPage, rangeOf } from '#api/answers/pages.ts';

const request = fc.record({
  page: fc.integer({ min: 1, max: 400 }),
  per_page: fc.integer({ min: 1, max: 100 }),
});
const rowsOf = (total: number) => Array.from({ length: total }, (_, i) => i);

const pageAt = (total: number, wanted: { page: number; per_page: number }, query = '') => {
  const { offset, limit } = rangeOf(wanted);
  const rows = rowsOf(total).slice(offset, offset + limit);
  const url = new URL(`https://refrain.example/api/buckets/65/files${query}`);
  return { rows, ...presentPage(url, wanted, rows, total) };
};

describe('a page', () => {
  it('counts as it holds', () => {
    fc.assert(
      fc.property(fc.nat(3000), request, (total, wanted) => {
        const { rows, data, meta, links } = pageAt(total, wanted);
        expect(data).toEqual(rows);
        expect(meta.total).toBe(total);
        expect(meta.last_page).toBe(Math.max(1, Math.ceil(total / wanted.per_page)));
        expect([meta.from, meta.to]).toEqual(
          rows.length === 0 ? [null, null] : [Number(rows[0]) + 1, Number(rows.at(-1)) + 1],
        );
        expect(links.next === null).toBe(wanted.page >= meta.last_page);
        expect(links.prev === null).toBe(wanted.page === 1 || wanted.page - 1 > meta.last_page);
      }),
    );
  });

  it('leads by its links through every row once, and back', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.integer({ min: 1, max: 100 }), (total, per_page) => {
        const follow = (from: number, link: 'next' | 'prev'): number[] => {
          const { data, links } = pageAt(total, { page: from, per_page });
          const to = links[link];
          const others = to === null ? [] : follow(Number(new URL(to).searchParams.get('page')), link);
          return link === 'next' ? [...data, ...others] : [...others, ...data];
        };
        const last = Math.max(1, Math.ceil(total / per_page));
        expect(follow(1, 'next')).toEqual(rowsOf(total));
        expect(follow(last, 'prev')).toEqual(rowsOf(total));
      }),
    );
  });

  it('keeps the other query parameters in its links, each once, the last one said', () => {
    const query = fc.array(fc.tuple(fc.constantFrom('search', 'sort', 'per_page', 'ä', 'a b'), fc.string()), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(query, fc.string(), (entries, page) => {
        const search = `?${new URLSearchParams([...entries, ['page', page]])}`;
        const { first, last, next } = pageAt(100, { page: 2, per_page: 7 }, search).links;
        for (const link of [first, last, next ?? '']) {
          expect(link).toMatch(/^https:\/\/refrain\.example\/api\/buckets\/65\/files\?page=\d+(&|$)/);
          const { searchParams } = new URL(link);
          searchParams.delete('page');
          expect(Object.fromEntries(searchParams)).toEqual(Object.fromEntries(entries));
          expect(searchParams.size).toBe(new Map(entries).size);
        }
      }),
    );
  });

  it('past any number of pages is empty', () => {
    const { data, meta } = pageAt(5, { page: Number.MAX_SAFE_INTEGER, per_page: 100 });
    expect(data).toEqual([]);
    expect(meta).toMatchObject({ from: null, to: null, last_page: 1 });
  });
});
