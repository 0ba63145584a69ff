import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { Passage } from '#local/front/passage.ts';
import { costOf, type Weights } from './units.ts';

/** What a table serves a second, in units, and a partition key of it. */
export interface Limits {
  readonly writes: number;
  readonly reads: number;
}

/** DynamoDB's own limit of one partition key. */
const KEY_WRITES = 1000;

/** What was asked of the tables within a second of the simulation. */
export interface Second {
  asked: number;
  served: number;
  throttled: number;
}

/** Serves so many a second, and keeps a second's worth for later. */
class Bucket {
  #left: number;
  #at: number;
  readonly #rate: number;
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#left = rate;
    this.#at = now;
  }
  has(units: number, now: number): boolean {
    this.#left = Math.min(this.#rate, this.#left + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    return this.#left >= Math.min(units, this.#rate);
  }
  take(units: number): void {
    this.#left -= units;
  }
}

const sent = z.looseObject({});

/** A DynamoDB that throttles as AWS does, before a real engine: table by table and partition key by partition key. */
export async function meteredEngine(behind: string, limits: Limits, weights: Weights, now: () => number) {
  const port = Number(new URL(behind).port);
  const passage = new Passage();
  const buckets = new Map<string, Bucket>();
  const seconds = new Map<number, Second>();
  const bucket = (name: string, rate: number) => {
    const known = buckets.get(name) ?? new Bucket(rate, now());
    buckets.set(name, known);
    return known;
  };

  /** Whether there was room for all of it; then it is taken. */
  function isServed(operation: string, body: object): boolean {
    const cost = costOf(operation, body, weights);
    const time = now();
    const at = Math.floor(time / 1000);
    const second = seconds.get(at) ?? { asked: 0, served: 0, throttled: 0 };
    seconds.set(at, second);
    const wanted = [...cost].map(([name, { units, kind }]) => {
      const rate = kind === 'key' ? KEY_WRITES : limits[kind];
      return { from: bucket(`${kind} ${name}`, rate), units, kind };
    });
    const units = wanted.reduce((sum, one) => sum + (one.kind === 'writes' ? one.units : 0), 0);
    second.asked += units;
    if (!wanted.every(({ from, units: some }) => from.has(some, time))) {
      second.throttled++;
      return false;
    }
    for (const { from, units: some } of wanted) from.take(some);
    second.served += units;
    return true;
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const [, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const input = sent.parse(JSON.parse(body.toString('utf8')));
    if (isServed(operation, input)) {
      passage.pass({ port, headers: request.headers, body }, response, () => response.destroy());
      return;
    }
    const [status, answer] = refusal(operation, input);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seconds,
    close() {
      passage.close();
      server.close();
    },
  };
}

/** As AWS says it, each kind of call in its own way. */
function refusal(operation: string, input: Readonly<Record<string, unknown>>): [number, object] {
  if (operation === 'BatchGetItem') return [200, { Responses: {}, UnprocessedKeys: input['RequestItems'] }];
  const type = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`;
  if (operation === 'TransactWriteItems') {
    const CancellationReasons = [{ Code: 'ThrottlingError' }];
    return [400, { __type: type('TransactionCanceledException'), CancellationReasons }];
  }
  return [400, { __type: type('ProvisionedThroughputExceededException'), message: 'throttled' }];
}
