import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { randomNumbers } from '../../sound/random.ts';
import { type Hostile, type Known, Requests } from './requests.ts';

const made = z.object({ data: z.object({ id: z.unknown(), acr_id: z.unknown() }).partial() });

export interface Fuzzed {
  readonly requests: number;
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly faults: readonly string[];
  /** Milliseconds of the slowest, and how many took more than two seconds. */
  readonly slowest: number;
  readonly slow: number;
}

const LANES = 4;
const SLOW = 2000;
/** A line of a stack, or a path of a program. */
const TRACE = /\n\s+at |node_modules|node:internal|\.[mc]?[jt]s:\d+/;

/** Sends `count` hostile requests, side by side, and looks at every answer. */
export async function fuzz(endpoint: string, token: string, count: number, seed: number): Promise<Fuzzed> {
  const requests = new Requests(randomNumbers(seed), { token, ids: await things(endpoint, token) });
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  let [sent, slowest, slow] = [0, 0, 0];
  const lane = async () => {
    while (sent < count) {
      const number = ++sent;
      const hostile = requests.next();
      const begun = performance.now();
      const { status, type, text } = await exchange(endpoint, hostile);
      const took = performance.now() - begun;
      slowest = Math.max(slowest, took);
      if (took > SLOW) slow++;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const fault = faultOf(hostile, status, type, text);
      if (fault !== undefined)
        faults.push(
          `request ${number}, ${hostile.method} ${hostile.path.slice(0, 200)}: ${status}, ${fault}: ${text.slice(0, 300)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { requests: sent, statuses, faults, slowest, slow };
}

function faultOf({ method }: Hostile, status: number, type: string, text: string): string | undefined {
  if (status >= 500) return 'our fault';
  if (TRACE.test(text) && !type.startsWith('text/html')) return 'a trace';
  if (status < 400 || method === 'HEAD') return undefined;
  // API Gateway's own refusals are JSON too.
  if (!type.startsWith('application/json')) return `a refusal of type ${type}`;
  return typeof JSON.parse(text).message === 'string' ? undefined : 'a refusal without a sentence';
}

async function exchange(endpoint: string, { method, path, headers, body }: Hostile) {
  const answer = Promise.withResolvers<{ status: number; type: string; text: string }>();
  const url = new URL(endpoint);
  const outgoing = request(
    {
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...headers, 'content-length': body.length },
    },
    (response) => {
      const { statusCode = 0, headers: told } = response;
      buffer(response).then(
        (bytes) =>
          answer.resolve({
            status: statusCode,
            type: told['content-type'] ?? '',
            text: bytes.toString('latin1'),
          }),
        answer.reject,
      );
    },
  );
  outgoing.on('error', answer.reject);
  outgoing.end(body);
  return answer.promise;
}

/** A bucket of either kind with something in it, and a token: the requests name them, and some of them hit. */
async function things(endpoint: string, token: string): Promise<Known['ids']> {
  const make = async (path: string, json: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${endpoint}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(json),
    });
    return made.parse(await response.json()).data;
  };
  const region = 'eu-west-1';
  const files = await make('/api/buckets', { name: 'fuzz', type: 'File', region });
  const unique = await make('/api/buckets', { name: 'fuzz', type: 'DedupFile', region });
  const fingerprint = encodeFingerprint(fingerprintNamed('fuzz', 200).words);
  const file = await make(`/api/buckets/${files.id}/files`, { fingerprint });
  const entry = await make(`/api/buckets/${unique.id}/dedup-files`, { id: 'fuzz', fingerprint });
  return [files.id, files.id, unique.id, file.id, file.acr_id, entry.acr_id, 'fuzz'].map(String);
}
