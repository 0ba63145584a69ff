import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Matching } from '#domain/ports/duplicate.ts';
import { allFiles } from '../catalogue.ts';
import type { startDeployment } from '../store-region.ts';

type Item = Record<string, unknown>;
type Started = Pick<Awaited<ReturnType<typeof startDeployment>>, 'access' | 'deployment'>;
type Damage = (uid: number) => Promise<unknown>;

const TableName = 'refrain-records';

/** Where one matching keeps its groups, and what an account has there. */
const kept: Record<Matching, { groups: (uid: number) => string; member: string; wrongHead: Item }> = {
  exact: { groups: (uid) => `copies#${uid}#`, member: 'copy#', wrongHead: { count: 77 } },
  acoustic: { groups: (uid) => `recordings#${uid}#`, member: 'member#', wrongHead: { fileSize: 77 } },
};

/** The items of an account's duplicates as they lie in the table, past all that keeps them right. */
export function itemsIn({ access, deployment }: Started) {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...access, region: 'eu-west-1' }));

  async function itemsOf(isWanted: (pk: string, sk: string) => boolean): Promise<Item[]> {
    const found: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client: db }, { TableName, ConsistentRead: true }))
      found.push(...Items.filter(({ pk, sk }) => isWanted(String(pk), String(sk))));
    return found;
  }

  return {
    heads: (matching: Matching, uid: number) =>
      itemsOf((pk, sk) => pk.startsWith(kept[matching].groups(uid)) && sk.startsWith('head')),
    members: (matching: Matching, uid: number) =>
      itemsOf((pk, sk) => pk.startsWith(kept[matching].groups(uid)) && sk.startsWith(kept[matching].member)),
    placesOf(acrIds: readonly string[]) {
      const keys = new Set(acrIds.map((acrId) => `recording#${acrId}`));
      return itemsOf((pk) => keys.has(pk));
    },
    async places(uid: number): Promise<Item[]> {
      return this.placesOf((await allFiles(deployment, uid)).map(({ acrId }) => acrId));
    },
    list: (matching: Matching, uid: number) =>
      itemsOf((pk) => pk === `account#${uid}#duplicates#${matching}`),
    lanes: (matching: Matching, uid: number) => itemsOf((pk) => pk === `account#${uid}#totals#${matching}`),
    counters: (uid: number) => itemsOf((pk, sk) => pk === `account#${uid}` && sk.endsWith('#count#3')),
    put: (item: Item | undefined, changes: Item) =>
      db.send(new PutCommand({ TableName, Item: { ...item, ...changes } })),
    async remove(...items: (Item | undefined)[]) {
      for (const item of items)
        await db.send(new DeleteCommand({ TableName, Key: { pk: item?.['pk'], sk: item?.['sk'] } }));
    },
  };
}

type Items = ReturnType<typeof itemsIn>;

/** What a mistake, or a hand in the table, may have left of either matching. */
const ofEither = (items: Items, matching: Matching): Record<string, Damage> => ({
  'a member is missing': async (uid) => items.remove((await items.members(matching, uid))[0]),
  'all members and heads are missing': async (uid) =>
    items.remove(...(await items.members(matching, uid)), ...(await items.heads(matching, uid))),
  'a member is no file': async (uid) => {
    const [member] = await items.members(matching, uid);
    await items.put(member, { sk: `${String(member?.['sk']).slice(0, -32)}${'0'.repeat(32)}` });
  },
  'a head miscounts': async (uid) =>
    items.put((await items.heads(matching, uid))[0], kept[matching].wrongHead),
  'all heads are missing': async (uid) => items.remove(...(await items.heads(matching, uid))),
  'a group is not listed': async (uid) => items.remove((await items.list(matching, uid))[0]),
  'a group is listed twice': async (uid) => {
    const [group] = await items.list(matching, uid);
    await items.put(group, { sk: String(group?.['sk']).replace(/^group#\d/, 'group#0') });
  },
  'a group is listed with another footprint': async (uid) =>
    items.put((await items.list(matching, uid))[0], { footprint: 1234 }),
  'totals are wrong': async (uid) =>
    items.put((await items.lanes(matching, uid))[0], { bytes: -1, groups: 9 }),
  'totals are missing': async (uid) => items.remove(...(await items.lanes(matching, uid))),
});

/** Damages of an account's duplicates, by what they are. */
export const damagesIn = (items: Items): Record<Matching, Record<string, Damage>> => ({
  exact: {
    ...ofEither(items, 'exact'),
    'a group of no files is there': (uid) =>
      items.put(
        { pk: `copies#${uid}#${'e'.repeat(32)}`, sk: 'head#0000000000009' },
        { count: 5, stamp: 'x' },
      ),
    'a bucket’s counter is wrong': async (uid) => {
      const [counter] = await items.counters(uid);
      await items.put(counter, { num: Number(counter?.['num']) + 1 });
    },
  },
  acoustic: {
    ...ofEither(items, 'acoustic'),
    // As an earlier version wrote them.
    'a group of no files is there': async (uid) => {
      const [pk, acrId] = [`recordings#${uid}#${'e'.repeat(32)}`, 'f'.repeat(32)];
      await items.put({ pk, sk: 'head' }, { count: 5, sum: 5, largest: 1, indexed: 1, stamp: 'x' });
      await items.put({ pk, sk: `member#${acrId}` }, { size: 1, isIndexed: true });
      const place = { pk: `recording#${acrId}`, sk: 'group' };
      await items.put(place, { group: 'e'.repeat(32), size: 1, isIndexed: true });
    },
    'a file does not say its group': async (uid) => items.remove((await items.places(uid))[0]),
    'a file is counted with a wrong size': async (uid) =>
      items.put((await items.members('acoustic', uid))[0], { size: 99 }),
    'a file is in two groups': async (uid) => {
      const [one, ...more] = await items.members('acoustic', uid);
      const other = more.find(({ pk }) => pk !== one?.['pk']);
      await items.put(one, { pk: other?.['pk'] });
    },
    'a file is in no group': async (uid) => {
      const [member] = await items.members('acoustic', uid);
      const acrId = String(member?.['sk']).slice('member#'.length);
      await items.remove(member, { pk: `recording#${acrId}`, sk: 'group' });
    },
    'there are no groups at all': async (uid) =>
      items.remove(
        ...(await items.places(uid)),
        ...(await items.members('acoustic', uid)),
        ...(await items.heads('acoustic', uid)),
        ...(await items.list('acoustic', uid)),
        ...(await items.lanes('acoustic', uid)),
      ),
  },
});
