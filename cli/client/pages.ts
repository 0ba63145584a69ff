interface Page<R> {
  readonly data: readonly R[];
  readonly meta: { readonly last_page: number };
}

/** All rows of a list, page by page. */
export async function everyPage<R>(read: (page: number) => Promise<Page<R>>): Promise<R[]> {
  const first = await read(1);
  const rows = [...first.data];
  for (let page = 2; page <= first.meta.last_page; page++) rows.push(...(await read(page)).data);
  return rows;
}
