import type * as z from 'zod';
import { routes } from '#api/routes.ts';
import { bytesOf } from '../scan/text.ts';
import { print, tableOf } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import { Client } from './client.ts';
import { type Addressed, targetOf } from './target.ts';

interface Told extends Addressed {
  readonly acoustic?: true | undefined;
  readonly bucket?: string | undefined;
}

async function asked(told: Told) {
  const client = new Client(targetOf(told));
  const bucket_id = told.bucket === undefined ? undefined : (await bucketOf(client, told.bucket)).id;
  return { client, query: { match: told.acoustic ? 'acoustic' : 'exact', bucket_id } };
}

/** Every group, page by page. */
export async function listDuplicates(told: Told): Promise<number> {
  const { client, query } = await asked(told);
  const groups: z.infer<typeof routes.listDuplicates.answer>['duplicates'] = [];
  let next: string | undefined;
  do {
    const page = await client.call(routes.listDuplicates, {
      query: { ...query, 'page-token': next, limit: 1000, 'limit-items': 1000 },
    });
    groups.push(...page.duplicates);
    next = page.next_page || undefined;
  } while (next);
  print(told.json, { duplicates: groups }, () =>
    tableOf(groups, [
      ['GROUP', ({ hash }) => hash],
      ['FILES', ({ count }) => count],
      ['FREED', ({ footprint_size }) => bytesOf(footprint_size)],
      ['KEEP', ({ keep }) => keep ?? null],
      ['ACR_IDS', ({ items }) => items.join(' ')],
    ]),
  );
  return 0;
}

export async function showDuplicates(group: string, told: Told): Promise<number> {
  const { client, query } = await asked(told);
  const items: string[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await client.call(routes.getDuplicates, {
      params: { hash: group },
      query: { ...query, 'page-token': next, limit: 1000 },
    });
    items.push(...page.items);
    next = page.items_next_page || undefined;
    if (next) continue;
    print(told.json, { ...page, items }, () => `${items.join('\n')}\n`);
    return 0;
  }
}

export async function footprint(told: Told): Promise<number> {
  const { client, query } = await asked(told);
  const answer = await client.call(routes.getFootprint, { query });
  const { total_count, total_number, total_size } = answer;
  print(
    told.json,
    answer,
    () =>
      `${total_count} groups of ${total_number} files; deleting the copies frees ${bytesOf(total_size)}.\n`,
  );
  return 0;
}
