import { afterEach, describe, expect, it } from 'vitest';
import { NEVER_CAME } from '#domain/ports/file.ts';
import { startGateway } from '#gateway/gateway.ts';
import { type Behind, behind, ok } from './deployment-stub.ts';

/** What becomes of a large upload when deployment and storage fail in between. */

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const ACR_ID = '5f0c'.repeat(8);
const ADDED = { id: 7, acr_id: ACR_ID, title: 'x', duration: '0.000000' };
const BUSY = 'HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n';
const empty = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;

interface Troubles {
  /** Answers to the first announcements; undefined breaks off. */
  readonly announcing?: (string | undefined)[];
  /** Answers to the first PUTs. */
  readonly storing?: (string | undefined)[];
  /** What the deployment tells of the file, when it is asked. */
  readonly told?: string;
}

/** A gateway before a deployment that expects a file, and before its storage. */
async function gatewayBefore({ announcing = [], storing = [], told }: Troubles) {
  const there: Behind = await behind((request) => {
    if (request.startsWith('PUT')) return storing.length > 0 ? storing.shift() : ok('');
    if (request.startsWith('DELETE')) return empty('204 No Content');
    if (request.startsWith('GET')) return told;
    if (announcing.length > 0) return announcing.shift();
    const upload = { url: `${there.url.origin}/storage?signed=1`, headers: { 'if-none-match': '*' } };
    return ok(JSON.stringify({ data: { id: 7, acr_id: ACR_ID, title: 'x' }, upload })).replace(
      '200 OK',
      '201 Created',
    );
  });
  undo.push(() => there.close());
  const gateway = await startGateway({ to: there.url, host: '127.0.0.1', port: 0, disk: 1e9 });
  undo.push(() => gateway.close());
  return { url: gateway.url, there };
}

function send(url: string, headers: Record<string, string> = {}) {
  const body = new FormData();
  body.append('title', 'Für Elise');
  body.append('file', new File([new Uint8Array(5_000_000)], 'a.wav'));
  return fetch(`${url}/api/buckets/65/files`, { method: 'POST', body, headers });
}

const firstLines = ({ heard }: Behind) => heard.map((request) => request.split('\r\n')[0]);
const keysOf = ({ heard }: Behind) => [
  ...new Set(heard.flatMap((request) => /^idempotency-key: *(.*)$/im.exec(request)?.[1] ?? [])),
];
const ANNOUNCES = 'POST /api/buckets/65/uploads HTTP/1.1';
const PUTS = 'PUT /storage?signed=1 HTTP/1.1';
const ASKS = `GET /api/files/${ACR_ID} HTTP/1.1`;

it('is announced again with the same key when no answer comes, or one that says so', async () => {
  const { url, there } = await gatewayBefore({ announcing: [undefined, BUSY] });
  const response = await send(url);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: ADDED });
  expect(firstLines(there)).toEqual([ANNOUNCES, ANNOUNCES, ANNOUNCES, PUTS]);
  expect(keysOf(there)).toHaveLength(1);
  const fields = new URLSearchParams(there.heard[0]?.split('\r\n\r\n')[1]);
  expect(Object.fromEntries(fields)).toEqual({ title: 'Für Elise', file_name: 'a.wav', size: '5000000' });
  expect(there.heard[3]).toMatch(/\r\nif-none-match: \*\r\n/);
});

it('carries the client’s own key, with which other bytes are another call', async () => {
  const { url, there } = await gatewayBefore({});
  expect((await send(url, { 'idempotency-key': 'mine' })).status).toBe(200);
  expect(keysOf(there)).toEqual(['mine']);
  expect(there.heard[0]).toMatch(/&md5=[0-9a-f]{32}$/);
});

describe('under its client’s key, when the storage refuses its bytes', () => {
  // As it does when the address, which is the first call's, has lapsed.
  const storing = () => [empty('403 Forbidden')];
  const mine = { 'idempotency-key': 'mine' };
  const tells = (file: object) => ok(JSON.stringify({ data: [file] }));

  it.each([
    ['is ready', tells({ state: 1, error: null })],
    ['could not be used', tells({ state: -1, error: 'This is not audio.' })],
    ['was deleted since', empty('404 Not Found')],
  ])('is answered as the first call was, whose file %s', async (_, told) => {
    const { url, there } = await gatewayBefore({ storing: storing(), told });
    const response = await send(url, mine);
    expect([response.status, await response.json()]).toEqual([200, { data: ADDED }]);
    expect(firstLines(there)).toEqual([ANNOUNCES, PUTS, ASKS]);
  });

  it('needs another key when they never came', async () => {
    const { url, there } = await gatewayBefore({
      storing: storing(),
      told: tells({ state: -1, error: NEVER_CAME }),
    });
    const response = await send(url, mine);
    expect([response.status, await response.text()]).toEqual([
      409,
      expect.stringMatching(/never came.*a new Idempotency-Key/),
    ]);
    expect(firstLines(there)).toEqual([ANNOUNCES, PUTS, ASKS]);
  });

  it.each([
    ['is still expected', tells({ state: 0, error: null })],
    ['may not be asked for', empty('403 Forbidden')],
  ])('may be sent again while its file %s, which stays', async (_, told) => {
    const { url, there } = await gatewayBefore({ storing: storing(), told });
    expect((await send(url, mine)).status).toBe(502);
    expect(firstLines(there)).toEqual([ANNOUNCES, PUTS, ASKS]);
    expect((await send(url, mine)).status).toBe(200);
  });
});

it('is there when an earlier PUT, whose answer was lost, has arrived', async () => {
  const { url, there } = await gatewayBefore({ storing: [undefined, empty('412 Precondition Failed')] });
  expect((await send(url)).status).toBe(200);
  expect(firstLines(there)).toEqual([ANNOUNCES, PUTS, PUTS]);
});

it('leaves no record when the storage refuses its bytes', async () => {
  const { url, there } = await gatewayBefore({ storing: [empty('403 Forbidden')] });
  const response = await send(url);
  expect(response.status).toBe(502);
  expect(await response.text()).toMatch(/storage of the deployment refused the bytes \(403\)/);
  expect(firstLines(there)).toEqual([ANNOUNCES, PUTS, 'DELETE /api/buckets/65/files/7 HTTP/1.1']);
});

it('is answered as the deployment answers, when that does not want it', async () => {
  const refusal = '{"message":"No such bucket."}';
  const { url, there } = await gatewayBefore({
    announcing: [ok(refusal).replace('200 OK', '404 Not Found')],
  });
  const response = await send(url);
  expect([response.status, await response.text()]).toEqual([404, refusal]);
  expect(there.heard).toHaveLength(1);
});
