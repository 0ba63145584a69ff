import type { IncomingMessage } from 'node:http';

/** What a signed request says of itself: `AKID/20261121/eu-west-1/s3/aws4_request`. */
export interface Scope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The credential scope of a request, from its Authorization header or its presigned URL; undefined when unsigned. */
export function scopeOf(request: IncomingMessage): Scope | undefined {
  const header = /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  return parseScope(header ?? presignedCredential(request.url ?? ''));
}

export function parseScope(credential: string | null | undefined): Scope | undefined {
  const parts = credential?.split('/') ?? [];
  const [accessKeyId, date, region, service, end] = parts.slice(-5);
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') return undefined;
  return { accessKeyId, date, region, service };
}

function presignedCredential(url: string): string | null {
  const question = url.indexOf('?');
  return question < 0 ? null : new URLSearchParams(url.slice(question + 1)).get('X-Amz-Credential');
}
