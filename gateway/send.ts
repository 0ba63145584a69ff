import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RawHeaders } from './headers.ts';

/** Milliseconds without a byte in either direction: a request is answered within half of it, or it never is. */
const SILENCE = 60_000;
/** Milliseconds for which a connection is kept for the next request: servers keep theirs for longer. */
const KEPT = 4000;

const kept = { keepAlive: true, timeout: KEPT };
const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };

/** What is sent; its bytes as often as it must be. */
export interface Body {
  readonly size: number;
  stream(): Readable;
}

export interface Outgoing {
  readonly method: string;
  /** As it stands in the request line: nothing of it is spelled anew. */
  readonly path: string;
  /** All but Host and Content-Length. */
  readonly headers: RawHeaders;
  readonly body?: Body | undefined;
}

/** The other side gave no answer at all. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends one request and resolves with the head of its answer. Rejects with NoAnswer, or when `signal` says so. */
export function send(
  origin: URL,
  { method, path, headers, body }: Outgoing,
  signal?: AbortSignal,
): Promise<http.IncomingMessage> {
  const isSecure = origin.protocol === 'https:';
  const length = body ? ['Content-Length', String(body.size)] : [];
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request({
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port,
      agent: isSecure ? agents.https : agents.http,
      method,
      path,
      headers: ['Host', origin.host, ...headers, ...length],
      timeout: SILENCE,
      ...(signal && { signal }),
    });
    request.on('timeout', () =>
      request.destroy(new Error(`nothing came from it for ${SILENCE / 1000} seconds`)),
    );
    request.on('response', resolve);
    request.on('error', (cause) => {
      reject(signal?.aborted ? cause : new NoAnswer(reasonOf(cause), { cause }));
    });
    // It is told by the request as well. After an early answer the rest of the body is not wanted any more.
    if (body) pipeline(body.stream(), request).catch(() => {});
    else request.end();
  });
}

/** A host with several addresses fails with the errors of all. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message;
