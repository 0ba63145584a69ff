import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Hindrance } from './failure.ts';
import { hostOf } from './public-url.ts';

export interface RequestOptions {
  /** Turns the host's name into addresses; the system's when there is none. */
  readonly lookup: LookupFunction | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds from the look-up to the end of the answer's head. */
  readonly answerWithin: number;
}

const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Refrain' };

/** GETs a URL over a connection of its own: no pool could hand over one that was made for another host. */
export function request(
  url: URL,
  { lookup, signal, answerWithin }: RequestOptions,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = {
    agent: false,
    autoSelectFamily: true,
    headers,
    signal,
    ...(lookup && { lookup }),
  } as const;
  const sent = (url.protocol === 'https:' ? https : http).get(url, options);
  const timer = setTimeout(() => {
    sent.destroy(new Hindrance(`${hostOf(url)} did not answer within ${answerWithin / 1000} seconds.`));
  }, answerWithin);
  // Errors of a body that is being read come out of the body too.
  sent.on('error', reject);
  sent.on('response', resolve);
  return promise.finally(() => clearTimeout(timer));
}

/** The body's bytes; only the time spent waiting for them counts as idle, not that of a slow reader. */
export async function* bytesOf(
  answer: IncomingMessage,
  host: string,
  idle: number,
): AsyncIterable<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(() => {
      answer.destroy(new Hindrance(`${host} sent nothing for ${idle / 1000} seconds.`));
    }, idle);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done) return;
    yield next.value;
  }
}
