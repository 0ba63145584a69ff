import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Field, formBody } from './form-body.ts';
import { passedOn, type RawHeaders } from './headers.ts';
import { type Answer, ask } from './upstream.ts';

/** Of the client's request, what another body takes the place of. */
const REPLACED = ['host', 'content-length', 'content-type', 'content-encoding', 'accept-encoding', 'via'];

/** Whoever the gateway works for: where it passes things on to, and what it says of itself and of the client. */
export interface Caller {
  readonly deployment: URL;
  /** The client's own headers, token included, and the gateway's. */
  readonly headers: RawHeaders;
}

export const hasKey = ({ headers }: Caller): boolean =>
  headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'idempotency-key');

/** Calls the deployment for a client with a form in the place of its body. Safe to repeat: it carries a key. */
export function callWithForm(caller: Caller, path: string, fields: readonly Field[]): Promise<Answer> {
  const bytes = formBody(fields);
  return ask(caller.deployment, {
    method: 'POST',
    path,
    headers: [
      ...passedOn(caller.headers, REPLACED),
      ...['Content-Type', 'application/x-www-form-urlencoded'],
      ...(hasKey(caller) ? [] : ['Idempotency-Key', randomUUID()]),
    ],
    body: { size: bytes.length, stream: () => Readable.from([bytes]) },
  });
}

/** Removes what a call has begun and cannot finish. What fails of it the deployment removes itself, in time. */
export async function remove(caller: Caller, path: string): Promise<void> {
  await callWithout(caller, 'DELETE', path).catch(() => {});
}

/** Reads for a client. */
export const look = (caller: Caller, path: string): Promise<Answer> => callWithout(caller, 'GET', path);

/** Without a body, so without what is said of one. */
const callWithout = ({ deployment, headers }: Caller, method: string, path: string): Promise<Answer> =>
  ask(deployment, { method, path, headers: passedOn(headers, [...REPLACED, 'idempotency-key']) });
