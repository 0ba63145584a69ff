import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Client } from '#cli/client/client.ts';
import { sendAudio } from '#cli/sync/sending.ts';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';
import { newBucket, succeed } from '../client.ts';
import { deployment, terminal } from './terminal.ts';

const { answered, begin, refrain, root } = terminal();

const song = (seed: number) => toWav(makeMusic({ seed, seconds: 3.5, sampleRate: 8000 }));

function folderOf(name: string, songs: number): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (let i = 0; i < songs; i++) writeFileSync(join(folder, `${i}.wav`), song(800 + i));
  return folder;
}

/** The deployment behind a line that may fail: `fails` says for each request whether it breaks, or is held. */
async function line(fails: (nth: number, path: string) => 'break' | 'hold' | undefined) {
  let nth = 0;
  const to = new URL(deployment().url);
  const server = createServer((incoming, outgoing) => {
    const failure = fails(++nth, incoming.url ?? '');
    if (failure === 'hold') return;
    if (failure === 'break') {
      incoming.socket.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname: to.hostname, port: to.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const count = async (bucket_id: number) => (await succeed('listFiles', { bucket_id })).meta.total;

describe('refrain sync in trouble', () => {
  test('goes on over a line that breaks', async () => {
    using broken = await line((nth) => (nth % 3 === 2 && nth < 6 ? 'break' : undefined));
    const bucket = await newBucket('File');
    const args = ['sync', folderOf('broken line', 3), '--bucket', `${bucket}`];
    expect(await answered(args, { REFRAIN_URL: broken.url })).toMatchObject({ sent: 3, failed: [] });
    expect(await count(bucket)).toBe(3);
  });

  test('is refused while another one goes on, and not after that was killed', async () => {
    let isHeld = false;
    using held = await line((_, path) => {
      if (!path.endsWith('/uploads')) return undefined;
      isHeld = true;
      return 'hold';
    });
    const env = { REFRAIN_URL: held.url };
    const bucket = await newBucket('File');
    const args = ['sync', folderOf('twice', 2), '--bucket', `${bucket}`];
    const first = begin(args, env);
    await vi.waitUntil(() => isHeld, { timeout: 30_000 });
    const second = await refrain(args, env);
    expect(second.stderr).toBe(
      'refrain: another sync to this bucket goes on on this machine: wait until it has ended, or end it\n',
    );
    expect(second.code).toBe(1);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await answered(args)).toMatchObject({ sent: 2 });
    expect(await count(bucket)).toBe(2);
  });

  test('says that the token ends in the midst of it, and goes on with another', async () => {
    const bucket = await newBucket('File');
    const args = ['sync', folderOf('token', 12), '--bucket', `${bucket}`, '--jobs', '1'];
    const expires_at = new Date(Date.now() + 1000).toISOString();
    const { data } = await succeed(
      'createToken',
      {},
      { json: { name: 'short', scopes: ['write', 'read'], expires_at } },
    );
    const { stderr, code } = await refrain(args, { REFRAIN_TOKEN: data.token });
    expect(stderr).toMatch(
      /does not take the token \(any more\): make another one, and name it by REFRAIN_TOKEN/,
    );
    expect(code).toBe(1);
    expect(await answered(args)).toMatchObject({ failed: [] });
    expect(await count(bucket)).toBe(12);
  });

  test('leaves out a file that changes while it is read: nothing of it arrives', async () => {
    const bucketId = await newBucket('File');
    const { url, token } = deployment();
    const client = new Client({ url: new URL(url), token, source: 'the test' });
    const bytes = song(850);
    const changing = {
      audioId: 'a',
      name: 'a.wav',
      size: bytes.length,
      version: '1',
      open: async () => ({
        size: bytes.length,
        read: async (start: number, end: number) => bytes.subarray(start, end),
        async *stream() {
          yield bytes.subarray(0, 1000);
          yield bytes.subarray(1000);
        },
        [Symbol.asyncDispose]: async () => {},
      }),
      isAsFound: async () => false,
    };
    const sending = sendAudio({ client, bucketId, onSent: () => {} }, changing, 'key');
    await expect(sending).rejects.toThrow('has changed while it was read');
    const { data } = await succeed('listFiles', { bucket_id: bucketId });
    expect(data).toMatchObject([{ audio_id: 'a', state: 0, size: null }]);
  });

  test('says what is wrong before anything is sent', async () => {
    const folder = folderOf('fine', 1);
    const none = join(root, 'none');
    const circle = join(root, 'circle');
    symlinkSync('circle', circle);
    const dedup = await newBucket('DedupFile');
    const cases: [string[], NodeJS.ProcessEnv, RegExp][] = [
      [[none, '--bucket', '1'], {}, /none is not there$/m],
      [[circle, '--bucket', '1'], {}, /circle is a link that leads to itself$/m],
      [[join(folder, '0.wav'), '--bucket', '1'], {}, /0\.wav is no folder$/m],
      [[folder, '--bucket', 'No such'], {}, /there is no bucket "No such"/],
      [[folder, '--bucket', `${dedup}`], {}, /is of type DedupFile: files go into one of type File/],
      [[folder, '--bucket', '1'], { REFRAIN_URL: '' }, /name the deployment: with --to URL/],
    ];
    const ended = await Promise.all(cases.map(([args, env]) => refrain(['sync', ...args], env)));
    for (const [i, [, , sentence]] of cases.entries()) {
      expect(ended[i]?.stderr).toMatch(sentence);
      expect(ended[i]?.stderr.trim().split('\n')).toHaveLength(1);
      expect(ended[i]?.code).toBe(1);
    }
    rmSync(circle);
  });
});
