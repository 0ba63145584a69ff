import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '#gateway/gateway.ts';
import { freePort } from '#local/processes.ts';
import { type Behind, behind, ok } from './deployment-stub.ts';

const GB = 1e9;
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function gatewayTo(to: URL, disk = GB): Promise<Gateway> {
  const gateway = await startGateway({ to, host: '127.0.0.1', port: 0, disk });
  undo.push(() => gateway.close());
  return gateway;
}

async function gatewayBefore(answer: Parameters<typeof behind>[0]): Promise<{ url: string; there: Behind }> {
  const there = await behind(answer);
  undo.push(() => there.close());
  return { url: (await gatewayTo(there.url)).url, there };
}

/** Sends bytes and reads until the other side closes. */
async function exchangeRaw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.write(request, 'latin1');
  return text(socket);
}

const linesOf = (message: string) => message.split('\r\n\r\n')[0]?.split('\r\n') ?? [];

describe('what the gateway passes on', () => {
  it('is the request, byte for byte, but for what belongs to the connection', async () => {
    const { url, there } = await gatewayBefore(() => ok('{}'));
    const { host } = new URL(url);
    const request = [
      'PuRGE /a%2Fb/../c?x=%e9&y=%ZZ HTTP/1.1',
      `Host: ${host}`,
      'X-Odd:   kept  spelling é',
      'authorization: Bearer rf1_x',
      'Connection: close, X-Hop',
      'X-Hop: dropped',
      'TE: trailers',
      'x-odd: twice',
      'Content-Length: 5',
      '',
      'a\0\xffé\n',
    ];
    await exchangeRaw(url, request.join('\r\n').replace('PuRGE', 'POST'));
    const [heard = ''] = there.heard;
    expect(linesOf(heard)).toEqual([
      'POST /a%2Fb/../c?x=%e9&y=%ZZ HTTP/1.1',
      `Host: ${there.url.host}`,
      'X-Odd: kept  spelling é',
      'authorization: Bearer rf1_x',
      'x-odd: twice',
      'Via: 1.1 refrain-gateway',
      `Refrain-Origin: http://${host}`,
      'Content-Length: 5',
      'Connection: keep-alive',
    ]);
    expect(heard.slice(heard.indexOf('\r\n\r\n') + 4)).toBe('a\0\xffé\n');
  });

  it('is the answer, byte for byte', async () => {
    const answered = ['HTTP/1.1 418 Short And Stout', 'X-B: 2', 'x-a: 1', 'X-B: é', 'Date: yesterday'];
    const { url } = await gatewayBefore(() =>
      [...answered, 'Keep-Alive: timeout=9', 'Content-Length: 4', '', '\0\xffé!'].join('\r\n'),
    );
    const received = await exchangeRaw(url, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(linesOf(received)).toEqual([...answered, 'Content-Length: 4', 'Connection: close']);
    expect(received.endsWith('\r\n\r\n\0\xffé!')).toBe(true);
  });

  it('is a body without a length, or one of 5 MB that is no upload', async () => {
    const { url, there } = await gatewayBefore(() => ok('{}'));
    const part = '{"x":1}';
    await exchangeRaw(
      url,
      `PUT /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n${part}\r\n7\r\n${part}\r\n0\r\n\r\n`,
    );
    expect(there.heard[0]).toMatch(/content-length: 14\r\n.*\r\n\r\n\{"x":1\}\{"x":1\}$/is);
    const large = 'x'.repeat(5_000_000);
    const response = await fetch(`${url}/api/buckets/65`, { method: 'POST', body: large });
    expect(await response.text()).toBe('{}');
    expect(there.heard[1]?.endsWith(`\r\n\r\n${large}`)).toBe(true);
  });

  it('is a HEAD, whose answer has a length and no body', async () => {
    const { url } = await gatewayBefore(() => 'HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n');
    const response = await fetch(url, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('700');
  });
});

describe('when there is no deployment to pass it to', () => {
  it('says so', async () => {
    const gateway = await gatewayTo(new URL(`http://127.0.0.1:${await freePort()}`));
    const response = await fetch(`${gateway.url}/api/buckets`);
    expect(response.status).toBe(502);
    const body = (await response.json()) as { message: string };
    expect(body).toEqual({
      message: expect.stringMatching(/no answer from http:\/\/127.*ECONNREFUSED.*Is the deployment up/),
      error: body.message,
      request_id: response.headers.get('x-request-id'),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('says so when it breaks off instead of answering, or within the head', async () => {
    const { url } = await gatewayBefore((_, count) => (count === 1 ? undefined : 'HTTP/9 what\r\n\r\n'));
    expect((await fetch(url)).status).toBe(502);
    expect((await fetch(url)).status).toBe(502);
  });

  it('does not call itself for ever', async () => {
    const port = await freePort();
    const to = new URL(`http://127.0.0.1:${port}`);
    const gateway = await startGateway({ to, host: '127.0.0.1', port, disk: GB });
    undo.push(() => gateway.close());
    const response = await fetch(gateway.url);
    expect(response.status).toBe(508);
    expect(await response.text()).toMatch(/called by itself/);
  });
});

describe('a client that breaks off', () => {
  it('has sent nothing on, and holds no room', async () => {
    const { url, there } = await gatewayBefore(() => ok('{}'));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /api/buckets/65/files HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n');
    socket.write(Buffer.alloc(3_000_000));
    await once(socket, 'drain');
    socket.destroy();
    expect((await fetch(url)).status).toBe(200);
    expect(there.heard).toHaveLength(1);
  });
});

describe('room on the disk', () => {
  const MB = 1e6;
  const post = (url: string, bytes: number) =>
    fetch(`${url}/p`, { method: 'POST', body: new Blob([new Uint8Array(bytes)]) });

  it('is asked for before, and refused with 507; what fits goes on', async () => {
    const there = await behind(() => ok('{}'));
    undo.push(() => there.close());
    const { url } = await gatewayTo(there.url, 2 * MB);
    for (let i = 0; i < 3; i++) {
      const refused = await post(url, 3 * MB);
      expect(refused.status).toBe(507);
      expect(refused.headers.get('retry-after')).toBe('10');
      expect(await refused.text()).toMatch(/no room left/);
      expect((await post(url, 1.5 * MB)).status).toBe(200);
    }
    expect(there.heard).toHaveLength(3);
  });

  it('is refused to a body that did not tell its length, when it has grown too large', async () => {
    const there = await behind(() => ok('{}'));
    undo.push(() => there.close());
    const { url } = await gatewayTo(there.url, 2 * MB);
    const request = httpRequest(url, { method: 'POST' });
    const answered = once(request, 'response');
    for (let i = 0; i < 30; i++) request.write(Buffer.alloc(100_000));
    request.end();
    const [response] = await answered;
    expect(response.statusCode).toBe(507);
    response.resume();
    expect((await post(url, 1.5 * MB)).status).toBe(200);
    expect(there.heard).toHaveLength(1);
  });
});
