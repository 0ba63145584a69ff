import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { behind, ok } from '../gateway/deployment-stub.ts';
import { type Running, runNode } from '../local/processes.ts';

let temporary: string;
let running: Running | undefined;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'refrain-cli-'));
});
afterEach(async () => {
  running?.process.kill('SIGKILL');
  await running?.ended();
  rmSync(temporary, { recursive: true, force: true });
});

function start(...args: string[]): Running {
  running = runNode('cli/refrain.ts', ['gateway', ...args], { TMPDIR: temporary });
  return running;
}

async function startedBefore(to: URL, ...args: string[]): Promise<{ gateway: Running; url: string }> {
  const gateway = start('--to', to.href, '--port', '0', ...args);
  await gateway.printed(/Ctrl-C ends it/);
  const url = /answers at (http:\S+)/.exec(gateway.output())?.[1] ?? '';
  return { gateway, url };
}

const folderIn = (parent: string) => join(parent, `refrain-gateway-${process.getuid?.()}`);

/** A client that has sent a part of a large upload. */
async function halfAnUpload(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const head = ['POST /api/nothing HTTP/1.1', 'Host: h', 'Content-Length: 3000000', 'Expect: 100-continue'];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // Until it has said so, the gateway may not know of it, and need not wait.
  await once(socket, 'data');
  await new Promise((written) => socket.write(Buffer.alloc(2_000_000), written));
  return socket;
}

describe('refrain gateway', () => {
  test('ends after what is under way, and leaves nothing', async () => {
    const there = await behind(() => ok('{"done":1}'));
    const { gateway, url } = await startedBefore(there.url);
    expect(gateway.output()).not.toMatch(/unencrypted/);
    const socket = await halfAnUpload(url);
    gateway.process.kill('SIGINT');
    await gateway.printed(/Ending after what is under way/);
    socket.write(Buffer.alloc(1_000_000));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*\{"done":1\}$/);
    expect(await gateway.ended()).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    await there.close();
  });

  test('killed in the midst of an upload leaves no byte of it; the next one tidies up after it alone', async () => {
    const there = await behind(() => ok('{}'));
    const { gateway, url } = await startedBefore(there.url);
    const folder = folderIn(temporary);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await halfAnUpload(url);
    gateway.process.kill('SIGKILL');
    await gateway.ended();
    expect(readdirSync(folder)).toEqual([]);
    // What one leaves that dies in the moment in which a file has a name; and what another has just made.
    for (const name of ['left', 'made']) writeFileSync(join(folder, name), '');
    utimesSync(join(folder, 'left'), 0, 0);
    await startedBefore(there.url);
    expect(readdirSync(folder)).toEqual(['made']);
    await there.close();
  });

  test('does not use a folder that is open to others', async () => {
    mkdirSync(folderIn(temporary), { mode: 0o755 });
    const gateway = start('--to', 'http://127.0.0.1:1', '--port', '0');
    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toMatch(/open to others: remove it, or set TMPDIR/);
  });

  test('says what it means to be bound to more than this machine', async () => {
    const { gateway } = await startedBefore(new URL('http://127.0.0.1:1'), '--host', '0.0.0.0');
    await gateway.printed(/Tokens and audio cross that\s+network unencrypted/);
  });

  test.each([
    [[], /required option '--to <url>' not specified/],
    [['--to', 'nowhere'], /--to is the URL/],
    [['--to', 'ftp://host'], /--to is the URL/],
    [['--to', 'https://host/api'], /a host and no path/],
    [['--to', 'https://host', '--port', '70000'], /It takes a number from 0 to 65535/],
    [['--to', 'https://host', '--disk', '0'], /--disk is a number/],
    [['--to', 'https://host', '--host', 'no.such.host.invalid'], /cannot start/],
  ])('refuses %j', async (args, sentence) => {
    const gateway = start(...args);
    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toMatch(sentence);
  });
});
