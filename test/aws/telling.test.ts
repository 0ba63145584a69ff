import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '#api/answers/problems.ts';
import { openDeployment } from '#aws/deployment.ts';
import { Pressure } from '#aws/table/pressure.ts';
import { insert } from '#domain/dedup/insert.ts';
import { Busy } from '#domain/errors.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Measure, Tell } from '#domain/ports/measures.ts';
import { fingerprintNamed } from '../faults/bucket-under-test.ts';
import { names, startDeployment } from './store-region.ts';

/** What was told, by measure. */
function listener() {
  const told: [Measure, number][] = [];
  const tell: Tell = (measure, value) => told.push([measure, value]);
  return { told, tell };
}

describe('the index', () => {
  let started: Awaited<ReturnType<typeof startDeployment>>;
  beforeAll(async () => {
    started = await startDeployment();
  });
  afterAll(() => started.stop());

  it('tells how many postings found no room, once for all of them', async () => {
    const { told, tell } = listener();
    const { here } = openDeployment(names, 'eu-west-1', started.access, tell);
    const crowd = Array.from({ length: 1000 }, () => ({ key: 'full', id: newAcrId(), position: 0 }));
    for (let first = 0; first < crowd.length; first += 100)
      await here.index.add('65', crowd.slice(first, first + 100));
    expect(told).toEqual([]);
    const id = newAcrId();
    await here.index.add('65', [
      { key: 'full', id, position: 1 },
      { key: 'free', id, position: 2 },
      { key: 'full', id, position: 3 },
    ]);
    expect(told).toEqual([['KeyFull', 2]]);
    expect(await here.index.look('65', ['free'], true)).toHaveLength(1);
  });

  it('tells who adds under a key all that stands there then, also where there was no room', async () => {
    const { here } = openDeployment(names, 'eu-west-1', started.access);
    const [first, second] = [newAcrId(), newAcrId()];
    const one = { key: 'met', id: first, position: 1 };
    const other = { key: 'met', id: second, position: 2 };
    expect(await here.index.add('66', [one])).toEqual([one]);
    expect(new Set(await here.index.add('66', [other, { key: 'alone', id: second, position: 3 }]))).toEqual(
      new Set([one, other, { key: 'alone', id: second, position: 3 }]),
    );
    expect(await here.index.add('65', [{ key: 'full', id: first, position: 1 }])).toHaveLength(1000);
  });
});

describe('a store that throttles', () => {
  /** Answers every call as DynamoDB does when it throttles: a single one, a batch and a transaction. */
  let server: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      asked.push(await text(request));
      const target = String(request.headers['x-amz-target']).split('.')[1];
      const type = target === 'TransactWriteItems' ? 'TransactionCanceledException' : 'ThrottlingException';
      const CancellationReasons = [{ Code: 'None' }, { Code: 'ThrottlingError' }];
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(
        JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, CancellationReasons }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const opened = (tell: Tell) => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return openDeployment(names, 'eu-west-1', { endpoint, credentials }, tell);
  };

  it('is told of, once all attempts of the client have been made', async () => {
    const { told, tell } = listener();
    await expect(opened(tell).here.todos.done('2026-01-01T00:00:00.000Z#0')).rejects.toThrow('busy');
    expect(told).toEqual([['Throttled', 1]]);
  });

  it('is told of with each transaction that it cancels', async () => {
    const { told, tell } = listener();
    const todo = {
      id: '2026-01-01T00:00:00.000Z#0',
      task: { kind: 'finish-move', acrId: newAcrId() },
    } as const;
    await expect(opened(tell).here.todos.postpone(todo, todo)).rejects.toThrow('busy');
    expect(told.length).toBeGreaterThan(1);
    expect(new Set(told.map(([measure]) => measure))).toEqual(new Set(['Throttled']));
  });

  it('is left alone for a while: an insert is refused before it announces anything, and says how long', async () => {
    const { here } = opened(() => {});
    const fingerprint = fingerprintNamed('anything', 300);
    const newcomer = { bucketId: 7_654_337, uid: 7, trackId: 'mine', fingerprint };
    await expect(insert(here, newcomer, () => new Date())).rejects.toThrow('The store is busy.');
    // What the first one had under way may still be asked.
    const next = { ...newcomer, bucketId: 8_765_441 };
    const refused = await insert(here, next, () => new Date()).catch((error: unknown) => error);
    const isOf = ({ bucketId }: typeof next) => asked.some((body) => body.includes(String(bucketId)));
    expect([isOf(newcomer), isOf(next)]).toEqual([true, false]);
    expect(refused).toBeInstanceOf(Busy);
    const { status, headers } = problemOf(refused, 'request');
    expect([status, Number(headers['retry-after'])]).toEqual([
      503,
      expect.toSatisfy((s) => s >= 1 && s <= 16),
    ]);
  });

  it('is left alone twice as long when it throttles again, until it has served for as long', () => {
    const pressure = new Pressure();
    expect(pressure.left(0)).toBe(0);
    pressure.throttled(1000);
    pressure.throttled(1001);
    const first = pressure.left(1000);
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    pressure.throttled(2000);
    expect(pressure.left(2000)).toBeGreaterThanOrEqual(1000);
    pressure.served(4001);
    pressure.throttled(4500);
    expect(pressure.left(4500)).toBeGreaterThan(1000);
    pressure.served(60_000);
    pressure.throttled(61_000);
    expect(pressure.left(61_000)).toBeLessThanOrEqual(1000);
  });
});
