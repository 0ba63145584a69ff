import * as z from 'zod';
import type { RefusalStatus, Route } from '#api/route.ts';

/** What each refusal means, for those who call. */
export const meanings: Readonly<Record<RefusalStatus, string>> = {
  400: 'The body, the name of a file or a page token cannot be parsed.',
  401: 'The token is missing, unknown, expired or revoked.',
  403: 'The token lacks the scope, or is not the deployer’s and asks for a token of another account.',
  404: 'There is no such record in the account.',
  409: 'The state of things forbids it now: a bucket is not empty, a file is still processing, a track id belongs to another recording; or a call with the same Idempotency-Key is being answered, then with Retry-After.',
  410: 'The address was good for 24 hours and has lapsed: ask for the dump again.',
  413: 'The file is over the inline limit of 4,500,000 bytes, or the body unpacks to more than 10 MB: use a direct upload.',
  415: 'The Content-Type is none of the three, the Content-Encoding is not gzip, or the file is of a closed fingerprint format (`.db`, `.db.lo`).',
  422: 'A field is missing or wrong: every wrong field is named.',
  429: 'Too many calls write the same record or recording at once: send it again after Retry-After, with fewer side by side. API Gateway’s own throttling is a 429 too, with a `message` and without Retry-After.',
  500: 'Something went wrong on our side; the request_id finds it in the logs.',
  503: 'A store throttles or fails: try again after Retry-After.',
};

/** Whether a call of it may come with an Idempotency-Key: what keeps nothing needs none. */
export const isKeyed = ({ method, scope }: Route): boolean => method === 'POST' && scope !== 'read';

/** Every status with which a route may refuse, in order. */
export function refusalsOf(route: Route): RefusalStatus[] {
  const follow: RefusalStatus[] = [429, 500, 503, ...(route.refusals ?? [])];
  if (route.scope !== 'public') follow.push(401, 403);
  if (isKeyed(route)) follow.push(409, 422);
  if (route.params) follow.push(404);
  if (route.query) follow.push(422);
  if (route.body) follow.push(400, 413, 415, 422);
  return [...new Set(follow)].sort((a, b) => a - b);
}

/** What every refusal says: clients of either API look for its sentence under one of the two names. */
export const told = (sentence: string) => ({ message: sentence, error: sentence });

/** The schema of the body of a refusal. */
export function refusalBody(status: RefusalStatus | 405) {
  const sentence = z.object({ message: z.string(), error: z.string().describe('The same sentence.') });
  if (status === 422) return sentence.extend({ errors: z.record(z.string(), z.array(z.string()).min(1)) });
  if (status === 500 || status === 503) return sentence.extend({ request_id: z.string() });
  return sentence;
}
