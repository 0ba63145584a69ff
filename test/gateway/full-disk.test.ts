import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Folder } from '#gateway/folder.ts';
import { serve } from '#gateway/serving.ts';
import { Turns } from '#gateway/turns.ts';
import { mayMount, runNodeWithDisk } from '../local/processes.ts';
import { type Behind, behind, ok } from './deployment-stub.ts';

/** A disk that is full before the gateway has used up what it may take: the operating system says so. */

const MB = 1e6;
let there: Behind;
beforeAll(async () => {
  there = await behind((request) =>
    request.startsWith('POST /api/buckets/65/uploads')
      ? ok('{"message":"No such bucket."}').replace('200 OK', '404 Not Found')
      : ok('{}'),
  );
});
afterAll(() => there.close());

async function expectNoRoom(response: Response): Promise<void> {
  expect(response.status).toBe(507);
  expect(response.headers.get('retry-after')).toBe('10');
  expect(await response.text()).toMatch(/no room left for uploads: send this again when others are done/);
}

it('a write that the kernel refuses is 507, and nothing has been sent on', async () => {
  const folder = new Folder(tmpdir(), 1e9);
  // Every write to it fails as one to a full disk does.
  folder.open = () => open('/dev/full', 'r+');
  const house = { deployment: there.url, folder, listening: new Turns(1), isClosing: false };
  const server = createServer((request, response) => void serve(request, response, house));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expectNoRoom(await fetch(url, { method: 'POST', body: new Uint8Array(MB) }));
  // What needs no file goes on.
  expect((await fetch(url, { method: 'POST', body: 'small' })).status).toBe(200);
  expect(there.heard.map((request) => request.split('\r\n\r\n')[1])).toEqual(['small']);
  // All that was counted has been given back.
  expect(folder.hasRoomFor(1e9)).toBe(true);
  server.close();
});

// Mounting one is a right that not every machine gives.
if (mayMount())
  it('a disk of 8 MB takes what fits, refuses the rest, and is empty again', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'refrain-disk-'));
    const gateway = runNodeWithDisk(disk, 8 * MB, 'cli/refrain.ts', [
      'gateway',
      '--to',
      there.url.href,
      '--port',
      '0',
    ]);
    await gateway.printed(/Ctrl-C ends it/);
    const url = /answers at (http:\S+)/.exec(gateway.output())?.[1] ?? '';
    const upload = (megabytes: number) => {
      const body = new FormData();
      body.append('file', new File([new Uint8Array(megabytes * MB)], 'a.wav'));
      return fetch(`${url}/api/buckets/65/files`, { method: 'POST', body });
    };
    // 9 MB are full within the body, 5 MB when the file is taken out of it; 4 MB go on as they are.
    for (let i = 0; i < 3; i++) {
      await expectNoRoom(await upload(9));
      await expectNoRoom(await upload(5));
      expect((await upload(4)).status).toBe(200);
    }
    gateway.process.kill('SIGTERM');
    expect(await gateway.ended()).toBe(0);
    rmSync(disk, { recursive: true });
  });
