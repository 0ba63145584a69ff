import type { IncomingMessage } from 'node:http';
import { DownloadFailed } from '#domain/ports/download.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';
import { failureOf, unwantedStatus } from './failure.ts';
import { checkHost, checkScheme, hostOf, portOf } from './public-url.ts';
import { request } from './request.ts';

export interface Reach {
  /** `host:port`s that may be reached wherever they are. */
  readonly allowedHosts: readonly string[];
  readonly resolve: Resolve;
  readonly isPublic: (address: string) => boolean;
  readonly redirects: number;
  /** Milliseconds from the look-up of the name to the head of the answer. */
  readonly answerWithin: number;
}

/** An answer that has the file, and who gave it. */
export interface Opened {
  readonly answer: IncomingMessage;
  readonly host: string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Asks for a URL and follows where it is sent, checking each step anew. Rejects with DownloadFailed. */
export async function open(start: URL, reach: Reach, signal: AbortSignal): Promise<Opened> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(url, reach, signal);
    try {
      const next = redirectOf(answer, url);
      if (!next) {
        checkAnswer(answer, hostOf(url));
        return { answer, host: hostOf(url) };
      }
      if (redirects === reach.redirects)
        throw new DownloadFailed(`The URL redirects more than ${reach.redirects} times.`);
      url = next;
    } catch (error) {
      answer.destroy();
      throw error;
    }
    answer.destroy();
  }
}

async function ask(url: URL, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  const { allowedHosts, resolve, isPublic, answerWithin } = reach;
  checkScheme(url);
  const isAllowed = allowedHosts.includes(`${url.hostname}:${portOf(url)}`);
  if (!isAllowed) checkHost(url, isPublic);
  const lookup = isAllowed ? undefined : checkedLookup(resolve, isPublic);
  try {
    return await request(url, { lookup, signal, answerWithin });
  } catch (error) {
    throw failureOf(error, hostOf(url));
  }
}

/** Where an answer sends us; undefined when it is no redirect. */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (!REDIRECTS.has(statusCode) || location === undefined) return undefined;
  const to = URL.parse(location, from.href);
  if (!to) throw new DownloadFailed(`${hostOf(from)} redirects to an address that cannot be read.`);
  return to;
}

function checkAnswer({ statusCode = 0, headers }: IncomingMessage, host: string): void {
  if (statusCode !== 200) throw unwantedStatus(statusCode, host);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new DownloadFailed(`${host} sent the file in the encoding ${encoding}, which was not asked for.`);
}
