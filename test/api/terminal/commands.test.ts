import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { program } from '#cli/program.ts';
import { cut } from '../../sound/edit.ts';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';
import { deployment, terminal } from './terminal.ts';

const { refrain, root } = terminal();

beforeEach(() => {
  const { url, token } = deployment();
  vi.stubEnv('REFRAIN_URL', url);
  vi.stubEnv('REFRAIN_TOKEN', token);
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'config'));
  vi.stubEnv('REFRAIN_DATA', join(root, 'no local run'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** Runs a command in this process, which is quicker, and answers what it printed. */
async function say(...args: string[]): Promise<string> {
  let said = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await program().parseAsync(args, { from: 'user' });
  } finally {
    stdout.mockRestore();
  }
  return said;
}
const json = async (...args: string[]) => JSON.parse(await say(...args, '--json'));

const song = makeMusic({ seed: 901, seconds: 20, sampleRate: 11_025 });
const put = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(root, name), bytes);
  return join(root, name);
};
const original = put('original.wav', toWav(song));
const copy = put('copy.wav', toWav(cut(song, 1)));

test('buckets and files, by name and by id', async () => {
  const { data } = await json('buckets', 'create', 'Odd "name"', '--region', 'eu-west-1');
  expect(await say('buckets', 'list', '--search', 'odd')).toMatch(
    new RegExp(`^ *ID +NAME .*\n *${data.id} +Odd "name"`),
  );
  await say('buckets', 'rename', 'Odd "name"', 'Songs of the test');
  const bucket = 'Songs of the test';
  const added = await json('files', 'add', bucket, original, copy);
  expect(added.data).toMatchObject([
    { title: 'original', state: 1 },
    { title: 'copy', state: 1 },
  ]);
  const [{ id, acr_id }, second] = added.data;
  const list = await say('files', 'list', `${data.id}`);
  expect(list).toMatch(new RegExp(`^ *${id} +${acr_id} +ready +original +0:20 +wav`, 'm'));
  expect(list).toMatch(/Page 1 of 1, 2 files in all/);
  expect((await json('files', 'show', bucket, acr_id)).data).toMatchObject([{ id }]);
  await say('files', 'set', bucket, `${id}`, '--title', 'A\u001b[2Jnew one', '--fields', '{"isrc":"X"}');
  expect(await say('files', 'show', bucket, `${id}`)).toContain('A?[2Jnew one');
  expect((await json('files', 'duplicates', bucket, `${id}`)).data).toMatchObject([
    { id: second.id, exact: false },
  ]);
  expect((await json('duplicates', 'list', '--acoustic', '--bucket', bucket)).duplicates).toMatchObject([
    { count: 2 },
  ]);
  expect(await json('duplicates', 'footprint', '--bucket', bucket)).toMatchObject({ total_count: 0 });
  expect((await json('identify', bucket, copy)).data).toHaveLength(2);
  await say('dump', bucket, '--out', join(root, 'dump.gz'));
  expect(
    gunzipSync(readFileSync(join(root, 'dump.gz')))
      .toString()
      .trim()
      .split('\n'),
  ).toHaveLength(2);
  await expect(say('buckets', 'delete', bucket)).rejects.toThrow(/refuses: /);
  await say('files', 'delete', bucket, `${id}`, `${second.id}`);
  await say('buckets', 'delete', bucket);
  await expect(say('buckets', 'show', bucket)).rejects.toThrow(/there is no bucket "Songs of the test"/);
});

test('unique recordings', async () => {
  const bucket = `${(await json('buckets', 'create', 'Unique', '--type', 'DedupFile')).data.id}`;
  expect(await say('dedup', 'add', bucket, original, '--ask')).toBe('new\n');
  expect(await json('dedup', 'add', bucket, original, '--id', 'one')).toMatchObject({
    data: { do_db: true },
  });
  expect(process.exitCode).toBe(0);
  expect(await say('dedup', 'add', bucket, copy, '--id', 'two')).toMatch(/^known as one \(/);
  expect(process.exitCode).toBe(2);
  const { data } = await json('dedup', 'list', bucket);
  expect(data).toMatchObject([{ dup_files: ['one', 'two'] }]);
  expect(await say('dedup', 'show', bucket, 'two')).toMatch(/^one +1 /m);
  await say('dedup', 'delete', bucket, data[0].acr_id);
  await say('buckets', 'delete', bucket);
});

test('tokens, and profiles that nobody else can read', async () => {
  const { data } = await json('token', 'create', 'of the test', '--scopes', 'read');
  expect(await say('token', 'list')).toMatch(new RegExp(`^${data.id} +of the test +read +.* never$`, 'm'));
  const { url } = deployment();
  await refrain(['profile', 'set', 'default', '--url', url], {}, data.token);
  const file = join(root, 'config/refrain/profiles.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await say('profile', 'list')).not.toContain(data.token);
  vi.stubEnv('REFRAIN_URL', '');
  vi.stubEnv('REFRAIN_TOKEN', '');
  await expect(say('buckets', 'create', 'Forbidden')).rejects.toThrow(/refuses: /);
  expect(await json('buckets', 'list', '--to', url)).toHaveProperty('data');
  await say('token', 'revoke', data.id, '--to', url).catch(() => {});
  chmodSync(file, 0o644);
  await expect(say('buckets', 'list')).rejects.toThrow(/is open to others: chmod 600/);
  chmodSync(file, 0o600);
  await say('profile', 'remove', 'default');
  await expect(say('buckets', 'list')).rejects.toThrow(/name the deployment/);
});

test('the local run is called while it runs', async () => {
  const { url, token } = deployment();
  vi.stubEnv('REFRAIN_URL', '');
  vi.stubEnv('REFRAIN_DATA', root);
  writeFileSync(join(root, 'local.json'), JSON.stringify({ endpoints: { 'eu-west-1': url }, token }));
  expect(await json('buckets', 'list')).toHaveProperty('data');
});
