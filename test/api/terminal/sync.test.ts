import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, test, vi } from 'vitest';
import { localCredentials } from '#local/credentials.ts';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';
import { asFile, newBucket, succeed } from '../client.ts';
import { terminal } from './terminal.ts';

const { answered, begin, refrain, root } = terminal();

const song = (seed: number) => toWav(makeMusic({ seed, seconds: 3.5, sampleRate: 8000 }));
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** A folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = join(root, name);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

const ODD = [' ', 'ü', 'u\u0308', '😀', '#', '%20', "'", '"', '&', '?', '+', '日本', '\\', '*', 'a:b'];
const songs = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => {
    const name = i === 0 ? `${'long '.repeat(39)}.wav` : `${ODD[i % ODD.length]}${i}.wav`;
    return [i % 3 === 0 ? name : `${ODD[i % 7]}/${name}`, song(600 + i)];
  }),
);

async function inBucket(bucket_id: number) {
  const { data } = await succeed('listFiles', { bucket_id }, { query: '?per_page=100' });
  return data;
}
const told = async (bucket: number) =>
  (await inBucket(bucket)).map(({ audio_id, md5, state }) => ({ audio_id, md5, state }));
const byId = (a: { audio_id: string }, b: { audio_id: string }) => (a.audio_id < b.audio_id ? -1 : 1);
const asHere = (files: Readonly<Record<string, Uint8Array>>) =>
  Object.entries(files).map(([audio_id, bytes]) => ({ audio_id, md5: md5(bytes), state: 1 }));

describe('refrain sync', () => {
  test('sends files with odd names, killed twice in the midst of it, and none of them twice', async () => {
    const folder = folderOf('odd', {
      ...songs,
      'zero.mp3': '',
      'silent.wav': toWav({ channels: [new Float32Array(8000 * 4)], sampleRate: 8000 }),
      '.DS_Store': 'junk',
      'notes.txt': 'no music',
    });
    const bucket = await newBucket('File');
    for (const least of [6, 20]) {
      const { child, ended } = begin(['sync', folder, '--bucket', `${bucket}`, '--jobs', '3']);
      await vi.waitUntil(async () => (await inBucket(bucket)).length >= least, {
        timeout: 60_000,
        interval: 20,
      });
      child.kill('SIGKILL');
      await ended;
    }
    const errors = join(root, 'errors.jsonl');
    const { code, stdout } = await refrain(['sync', folder, '--bucket', `${bucket}`, '--errors', errors]);
    expect(stdout).toMatch(/ 2 left out that are no audio, 2 failed: /);
    expect(code).toBe(2);
    const failed = [
      { path: join(folder, 'zero.mp3'), why: 'is empty' },
      { path: join(folder, 'silent.wav'), why: expect.stringMatching(/silent/) },
    ];
    expect(
      readFileSync(errors, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(failed);
    const ready = (await told(bucket)).filter(({ state }) => state === 1);
    expect(ready.sort(byId)).toEqual(asHere(songs).sort(byId));
    const again = await answered(['sync', folder, '--bucket', `${bucket}`]);
    expect(again).toMatchObject({ sent: 0, there: 41, left_out: 2, failed });
    // What it knows of the bucket can be lost.
    rmSync(join(root, 'cache'), { recursive: true });
    expect(await answered(['sync', folder, '--bucket', `${bucket}`])).toMatchObject({
      sent: 0,
      there: 41,
    });
    expect(await inBucket(bucket)).toHaveLength(41);
  });

  test('replaces what has changed, and removes what is gone where asked, but nothing of others', async () => {
    const files = { 'a.wav': song(701), 'b.wav': song(702), 'sub/c.wav': song(703) };
    const folder = folderOf('changing', files);
    const bucket = await newBucket('File');
    const sync = (...args: string[]) => answered(['sync', folder, '--bucket', `${bucket}`, ...args]);
    expect(await sync()).toMatchObject({ sent: 3, failed: [] });
    await refrain(['files', 'add', `${bucket}`, join(folder, 'b.wav')]);
    writeFileSync(join(folder, 'a.wav'), song(704));
    rmSync(join(folder, 'b.wav'));
    expect(await sync()).toMatchObject({ sent: 1, there: 1, removed: 0 });
    const changed = { 'a.wav': song(704), 'sub/c.wav': files['sub/c.wav'] };
    const others = { audio_id: '', md5: md5(files['b.wav']), state: 1 };
    const gone = { audio_id: 'b.wav', md5: md5(files['b.wav']), state: 1 };
    expect((await told(bucket)).sort(byId)).toEqual([others, ...asHere(changed), gone].sort(byId));
    symlinkSync('nowhere', join(folder, 'dangling'));
    const unsure = await refrain(['sync', folder, '--bucket', `${bucket}`, '--prune']);
    expect(unsure.stderr).toMatch(
      /nothing is removed from the bucket, since not all could be read: .*dangling/,
    );
    expect(unsure.code).toBe(1);
    rmSync(join(folder, 'dangling'));
    expect(await sync('--prune')).toMatchObject({ sent: 0, there: 2, removed: 1 });
    expect((await told(bucket)).sort(byId)).toEqual([others, ...asHere(changed)].sort(byId));
  });

  test('leaves what was not sent from here, though its path is the same', async () => {
    const bucket_id = await newBucket('File');
    const bytes = song(731);
    const multipart = { audio_id: 'a.wav', file: asFile(Buffer.from(bytes), 'a.wav') };
    await succeed('addFile', { bucket_id }, { multipart });
    const folder = folderOf('others', { 'a.wav': song(732), 'b.wav': song(733) });
    const { failed, sent } = await answered(['sync', folder, '--bucket', `${bucket_id}`]);
    expect([sent, failed.map(({ why }: { why: string }) => why)]).toEqual([
      1,
      [expect.stringContaining('was not sent from here')],
    ]);
    await vi.waitFor(async () => {
      const stand = (await told(bucket_id)).filter(({ audio_id }) => audio_id === 'a.wav');
      expect(stand).toEqual(asHere({ 'a.wav': bytes }));
    }, 20_000);
  });

  test('does not take another name of a file for one that is gone', async () => {
    const bucket = await newBucket('File');
    const folder = folderOf('named twice', { 'a.wav': song(741), 'b.wav': song(741) });
    const args = ['sync', folder, '--bucket', `${bucket}`, '--prune'];
    expect(await answered(args)).toMatchObject({ sent: 2 });
    rmSync(join(folder, 'b.wav'));
    linkSync(join(folder, 'a.wav'), join(folder, 'b.wav'));
    expect(await answered(args)).toMatchObject({ sent: 0, removed: 0 });
    rmSync(join(folder, 'b.wav'));
    expect(await answered(args)).toMatchObject({ sent: 0, removed: 1 });
  });

  test('sends fingerprints alone where asked', async () => {
    const folder = folderOf('heard', { 'a.wav': song(721), 'b.wav': song(722), 'notes.txt': 'none' });
    const bucket = await newBucket('File');
    const args = ['sync', folder, '--bucket', `${bucket}`, '--fingerprints-only'];
    expect(await answered(args)).toMatchObject({ sent: 2, left_out: 1, failed: [] });
    expect(await answered(args)).toMatchObject({ sent: 0, there: 2 });
    const files = await inBucket(bucket);
    expect(files.map(({ data_type, size, state }) => ({ data_type, size, state }))).toEqual([
      { data_type: 'fingerprint', size: null, state: 1 },
      { data_type: 'fingerprint', size: null, state: 1 },
    ]);
  });

  test('sends what lies below a prefix of S3', async () => {
    const { accessKeyId, secretAccessKey } = localCredentials();
    const s3 = new S3Client({
      endpoint: inject('engines'),
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    });
    const Bucket = 'an-archive';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const files = { 'ü #1.wav': song(731), 'sub/b.wav': song(732) };
    for (const [path, Body] of Object.entries({ ...files, '../beside.wav': song(733) }))
      await s3.send(new PutObjectCommand({ Bucket, Key: join('music', path), Body }));
    const bucket = await newBucket('File');
    const env = {
      AWS_ENDPOINT_URL_S3: inject('engines'),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const args = ['sync', `s3://${Bucket}/music`, '--bucket', `${bucket}`];
    expect(await answered(args, env)).toMatchObject({ sent: 2, failed: [] });
    expect((await told(bucket)).sort(byId)).toEqual(asHere(files).sort(byId));
    expect(await answered(args, env)).toMatchObject({ sent: 0, there: 2 });
  });
});
