import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFile } from '#domain/adding.ts';
import { getBucket } from '#domain/buckets.ts';
import { deleteFiles } from '#domain/deletion.ts';
import type { Deployment } from '#domain/deployment.ts';
import type { File } from '#domain/file.ts';
import { processObject } from '#domain/processing.ts';
import { repair } from '#domain/repair.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { account, audioOf, countFromScratch, fileBucket, heard, told, wantedFile } from './catalogue.ts';
import { startDeployment } from './store-region.ts';

type Item = Record<string, unknown>;

let deployment: Deployment;
let db: DynamoDBDocumentClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startDeployment();
  ({ deployment, stop } = started);
  db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...started.access, region: 'eu-west-1' }));
});
afterAll(() => stop());

const TableName = 'refrain-records';
const contents = ['a', 'a', 'a', 'b', 'b', 'c', 'd', 'd', 'd', 'd'];
let accounts = 500;

async function upload(uid: number, bucketId: number, content: string): Promise<File> {
  const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf(content));
  await processObject(deployment, heard, file.object);
  return file;
}

async function filled(): Promise<{ uid: number; bucketId: number; files: File[] }> {
  const uid = ++accounts;
  const bucketId = await fileBucket(deployment, uid);
  return { uid, bucketId, files: await sideBySide(contents, 4, (content) => upload(uid, bucketId, content)) };
}

const run = (uid: number) => repair(deployment.here, uid, () => {});

async function itemsOf(uid: number, prefix: string): Promise<Item[]> {
  const { Items = [] } = await db.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const own = [`copies#${uid}#`, `account#${uid}#`, `account#${uid}`];
  return Items.filter(
    ({ pk, sk }) => own.some((start) => String(pk).startsWith(start)) && String(sk).startsWith(prefix),
  );
}
const keyOf = ({ pk, sk }: Item) => ({ TableName, Key: { pk, sk } });

/** What a mistake, or a hand in the table, may have left. */
const damages: Record<string, (uid: number) => Promise<unknown>> = {
  'a copy is missing': async (uid) =>
    db.send(new DeleteCommand(keyOf((await itemsOf(uid, 'copy#'))[0] ?? {}))),
  'all copies of all files are missing': async (uid) => {
    for (const item of [...(await itemsOf(uid, 'copy#')), ...(await itemsOf(uid, 'head#'))])
      await db.send(new DeleteCommand(keyOf(item)));
  },
  'a copy of no file is counted': async (uid) => {
    const [copy] = await itemsOf(uid, 'copy#');
    const sk = `${String(copy?.['sk']).slice(0, -32)}${'0'.repeat(32)}`;
    await db.send(new PutCommand({ TableName, Item: { ...copy, sk } }));
  },
  'a group of no files is there': async (uid) => {
    const pk = `copies#${uid}#${'e'.repeat(32)}`;
    await db.send(
      new PutCommand({ TableName, Item: { pk, sk: 'head#0000000000009', count: 5, stamp: 'x' } }),
    );
  },
  'a head miscounts': async (uid) => {
    const [head] = await itemsOf(uid, 'head#');
    await db.send(new PutCommand({ TableName, Item: { ...head, count: 77 } }));
  },
  'a group is not listed': async (uid) =>
    db.send(new DeleteCommand(keyOf((await itemsOf(uid, 'group#'))[0] ?? {}))),
  'a group is listed twice': async (uid) => {
    const [group] = await itemsOf(uid, 'group#');
    const sk = String(group?.['sk']).replace(/^group#\d/, 'group#0');
    await db.send(new PutCommand({ TableName, Item: { ...group, sk } }));
  },
  'totals are wrong': async (uid) => {
    const [lane] = await itemsOf(uid, 'lane#');
    await db.send(new PutCommand({ TableName, Item: { ...lane, bytes: -1, groups: 9 } }));
  },
  'totals are missing': async (uid) => {
    for (const lane of await itemsOf(uid, 'lane#')) await db.send(new DeleteCommand(keyOf(lane)));
  },
  'a bucket’s counter is wrong': async (uid) => {
    const counter = (await itemsOf(uid, 'bucket#')).find(({ sk }) => String(sk).endsWith('#count#3')) ?? {};
    const UpdateExpression = 'ADD num :one';
    await db.send(
      new UpdateCommand({ ...keyOf(counter), UpdateExpression, ExpressionAttributeValues: { ':one': 1 } }),
    );
  },
};

describe('repair', () => {
  it('finds nothing where nothing is wrong', async () => {
    const { uid } = await filled();
    expect(await run(uid)).toEqual([]);
  });

  it.each(Object.keys(damages))('tells and mends: %s', async (name) => {
    const { uid, bucketId, files } = await filled();
    await damages[name]?.(uid);
    const differences = await run(uid);
    expect(differences.length).toBeGreaterThan(0);
    for (const { was, is } of differences) expect(was).not.toBe(is);
    expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
    expect(await getBucket(deployment, account(uid), bucketId)).toMatchObject({ num: 10, size: 10 });
    expect(await run(uid)).toEqual([]);
    // What is mended goes on counting.
    for (const { id } of files) await deleteFiles(deployment, account(uid), bucketId, [id]);
    expect(await told(deployment, uid)).toEqual({ footprint: { groups: 0, items: 0, bytes: 0 }, groups: [] });
    expect(await itemsOf(uid, 'head#')).toEqual([]);
  });

  it('mends while others write, and spoils nothing', async () => {
    const { uid, bucketId, files } = await filled();
    await damages['all copies of all files are missing']?.(uid);
    let isRepairing = true;
    const writer = async (content: string) => {
      while (isRepairing) {
        const { id } = await upload(uid, bucketId, content);
        await upload(uid, bucketId, content);
        await deleteFiles(deployment, account(uid), bucketId, [id]);
      }
    };
    const writers = ['a', 'b', 'x'].map(writer);
    await run(uid);
    isRepairing = false;
    await Promise.all(writers);
    await run(uid);
    expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
    expect(files).toHaveLength(contents.length);
    expect(await run(uid)).toEqual([]);
  });
});
