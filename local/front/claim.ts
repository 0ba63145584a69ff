import type { IncomingMessage } from 'node:http';

/** What a request says of its signature. */
export interface Claim {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261121T212241Z`. */
  readonly time: string;
  /** Seconds; of presigned URLs only. */
  readonly expires: number | undefined;
  readonly payloadHash: string;
}

/** The claim in the Authorization header. */
export function headerClaim(request: IncomingMessage): Claim {
  const authorization = request.headers.authorization ?? '';
  const field = (name: string): string => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  return {
    credential: field('Credential'),
    signedHeaders: field('SignedHeaders').toLowerCase().split(';'),
    signature: field('Signature'),
    time: String(request.headers['x-amz-date'] ?? ''),
    expires: undefined,
    payloadHash: String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'),
  };
}

/** Headers as they are signed. */
export const headersOf = (request: IncomingMessage): ReadonlyMap<string, string> =>
  new Map(Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));

/** Headers that must be among what was signed, and are not. */
export function unsignedOf(headers: ReadonlyMap<string, string>, { signedHeaders }: Claim): string[] {
  return ['host', ...headers.keys()].filter(
    (name) =>
      (name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256')) &&
      !signedHeaders.includes(name),
  );
}

/** Ms since 1970; NaN for what is no time. */
export function parseTime(time: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  const [, year, month, day, hour, minute, second] = (match ?? []).map(Number);
  return match ? Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) : Number.NaN;
}

/** How far a client's clock may be off, in ms. */
export const SKEW = 15 * 60_000;
