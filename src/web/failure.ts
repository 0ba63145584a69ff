import { DownloadFailed } from '#domain/ports/download.ts';

/** It did not work this time; the next time it may. */
export class Hindrance extends DownloadFailed {}

const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);
const PASSING_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const UNTRUSTED =
  /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|HOSTNAME_MISMATCH)/;

/** What a failing connection to `host` means to the person who named it; what is no such failure comes back as it is. */
export function failureOf(error: unknown, host: string): unknown {
  if (error instanceof DownloadFailed || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOTFOUND') return new DownloadFailed(`The host ${host} is not known.`, { cause: error });
  if (UNTRUSTED.test(code))
    return new DownloadFailed(`No trusted connection to ${host} could be made (${code}).`, { cause: error });
  const kind = PASSING.has(code) ? Hindrance : DownloadFailed;
  return new kind(`The connection to ${host} failed (${code}).`, { cause: error });
}

/** An answer that is not the file. */
export function unwantedStatus(status: number, host: string): DownloadFailed {
  const kind = PASSING_STATUSES.has(status) ? Hindrance : DownloadFailed;
  return new kind(`${host} answered ${status} instead of 200 with the file.`);
}
