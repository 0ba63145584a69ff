import { setTimeout as delay } from 'node:timers/promises';
import { type Download, DownloadFailed } from '#domain/ports/download.ts';
import { systemResolve } from './checked-lookup.ts';
import { failureOf, Hindrance } from './failure.ts';
import { type Opened, open, type Reach } from './opening.ts';
import { isPublicAddress } from './public-address.ts';
import { bytesOf } from './request.ts';

/** Times in milliseconds. */
interface Limits {
  readonly bytes: number;
  readonly tries: number;
  /** Before the second try; twice as long before the third. */
  readonly pause: number;
  /** Without a byte. */
  readonly idle: number;
  /** Every try and pause together. */
  readonly total: number;
}

const defaults: Limits & Reach = {
  allowedHosts: [],
  resolve: systemResolve,
  isPublic: isPublicAddress,
  redirects: 5,
  answerWithin: 30_000,
  bytes: 1024 ** 3,
  tries: 3,
  pause: 2_000,
  idle: 30_000,
  // A worker has 15 minutes, and is to listen too.
  total: 10 * 60_000,
};

/** Downloads from the public internet and from nowhere else, within limits. */
export function downloader(options: Partial<Limits & Reach> = {}): Download {
  const limits = { ...defaults, ...options };
  return async (text, keep) => {
    const url = URL.parse(text);
    if (!url) throw new DownloadFailed('The URL cannot be read.');
    const signal = AbortSignal.timeout(limits.total);
    for (let tries = 1; ; tries++) {
      try {
        return await hand(await open(url, limits, signal), limits, keep);
      } catch (error) {
        if (!(error instanceof DownloadFailed)) throw error;
        if (signal.aborted) throw tooLong(limits.total);
        if (!(error instanceof Hindrance)) throw error;
        if (tries === limits.tries)
          throw new DownloadFailed(`${error.message} It was tried ${tries} times.`, { cause: error });
      }
      await delay(limits.pause * tries, undefined, { signal }).catch(() => {
        throw tooLong(limits.total);
      });
    }
  };
}

/** Hands the bytes over. Why they broke off is told in our words, whatever became of the error on its way through `keep`. */
async function hand<T>(
  { answer, host }: Opened,
  { bytes: most, idle }: Limits,
  keep: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  let broken: unknown;
  async function* bytes(): AsyncIterable<Uint8Array> {
    let size = 0;
    try {
      if (Number(answer.headers['content-length'] ?? 0) > most) throw tooLarge(most);
      for await (const chunk of bytesOf(answer, host, idle)) {
        size += chunk.length;
        if (size > most) throw tooLarge(most);
        yield chunk;
      }
    } catch (error) {
      broken = failureOf(error, host);
      throw broken;
    }
  }
  try {
    return await keep(bytes());
  } catch (error) {
    throw broken ?? error;
  } finally {
    answer.destroy();
  }
}

const tooLarge = (most: number) =>
  new DownloadFailed(`The file is larger than the ${most} bytes that are downloaded: upload it instead.`);

const tooLong = (most: number) =>
  new DownloadFailed(`The download took longer than ${most / 60_000} minutes: upload the file instead.`);
