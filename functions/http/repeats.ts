import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { BeingAnswered, Busy, Invalid } from '#domain/errors.ts';
import { regionOfBucket } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Region, regionNamed } from '#domain/ports/deployment.ts';
import type { KeyedCall, KeyStore } from '#domain/ports/key.ts';
import { deployment } from '#functions/services/deployment.ts';

type Result = APIGatewayProxyStructuredResultV2;
/** Parameters of the path, and the body, as they were parsed. */
type Sent = readonly [params: unknown, body: unknown];

const HEADER = 'idempotency-key';
const LONGEST = 200;
const KEPT_FOR = 24 * 3600_000;
/** No function lives longer: whoever holds a call after that is dead. */
const HELD_FOR = 30_000;
/** An item of the table holds 400 KB. A larger answer is made anew, which makes nothing twice either. */
const KEPT_BYTES = 350_000;

/**
 * Answers a call once, however often it is repeated under its Idempotency-Key: later ones get the same answer for 24
 * hours. Rejects with Invalid when the key came with another body, with BeingAnswered while the first is under way.
 */
export async function once(
  event: APIGatewayProxyEventV2,
  caller: Caller,
  sent: Sent,
  answer: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const key = event.headers[HEADER];
  if (key === undefined) return answer(onlyAttempt);
  if (key === '' || [...key].length > LONGEST)
    throw wrong(`The Idempotency-Key must have 1 to ${LONGEST} characters.`);
  const { keys } = homeOf(sent);
  const call = {
    uid: caller.uid,
    key: hashOf(key),
    sent: hashOf([event.routeKey, sent]),
  };
  const now = deployment.now();
  const holder = crypto.randomUUID();
  const until = new Date(now.getTime() + HELD_FOR);
  const claim = await keys.claim(call, { holder, until }, now, new Date(now.getTime() + KEPT_FOR));
  switch (claim.is) {
    case 'answered':
      return opened(key, claim.answer);
    case 'another call':
      throw wrong('This Idempotency-Key came with another body before: a new call needs a new key.');
    case 'being answered':
      throw new BeingAnswered(
        'A call with this Idempotency-Key is being answered: send it again in a moment.',
      );
    case 'ours':
      return hold(keys, call, holder, key, () => answer(attemptOf(keys, call, holder, claim.note)));
  }
}

/**
 * The region that knows the call, whichever endpoint it comes to: that of its bucket, so that a region that is down keeps
 * nobody from another one's buckets; the first one for what is of no bucket.
 */
function homeOf([params, body]: Sent): Region {
  const bucketId = Number(Object(params)['bucket_id'] ?? Number.NaN);
  const name = Number.isNaN(bucketId) ? String(Object(body)['region']) : regionOfBucket(bucketId);
  return regionNamed(deployment, name) ?? deployment.regions[0] ?? deployment.here;
}

const wrong = (sentence: string) => new Invalid({ 'Idempotency-Key': [sentence] });

/** What is refused may be tried again under the same key. */
async function hold(
  keys: KeyStore,
  call: KeyedCall,
  holder: string,
  key: string,
  answer: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await answer();
    const kept = sealed(key, result);
    if (kept.length <= KEPT_BYTES) await keys.answer(call, holder, kept);
    else await keys.release(call, holder);
    return result;
  } catch (error) {
    await keys.release(call, holder).catch(() => {});
    throw error;
  }
}

const noteText = z.record(z.string(), z.unknown());

function attemptOf(keys: KeyStore, call: KeyedCall, holder: string, note: string | null): Attempt {
  return {
    noted: note === null ? undefined : noteText.parse(JSON.parse(note)),
    async note(about) {
      if (await keys.note(call, holder, JSON.stringify(about))) return;
      throw new Busy('Another attempt at this call has taken over: send it again.');
    },
  };
}

/** The same for a body however its form is spelt: a repeated multipart body has another boundary. */
const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(value)) ?? '')
    .digest('hex');

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex');
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, each]) => [name, canonical(each)]);
}

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const secretOf = (key: string) => Buffer.from(hkdfSync('sha256', key, '', 'refrain answer', 32));

/** An answer may hold a token, which no table does: it is kept under the key itself, of which only the hash is kept. */
function sealed(key: string, result: Result): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, secretOf(key), nonce);
  const content = Buffer.concat([cipher.update(JSON.stringify(result)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]);
}

function opened(key: string, kept: Uint8Array): Result {
  const bytes = Buffer.from(kept);
  const decipher = createDecipheriv(CIPHER, secretOf(key), bytes.subarray(0, NONCE));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  const content = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
  const result: Result = JSON.parse(content.toString());
  return result;
}
