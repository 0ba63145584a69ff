import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bucket, CorsRule } from './buckets.ts';
import { S3Error } from './error.ts';

/** Adds the CORS headers of the bucket's first rule that fits, to whatever answer follows. */
export function addCorsHeaders(bucket: Bucket, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (!origin) return;
  const rule = ruleFor(bucket, origin, request.method ?? 'GET', []);
  if (rule) setHeaders(rule, origin, response);
}

/** Answers the OPTIONS request by which a browser asks whether it may send the real one. */
export function preflight(
  bucket: Bucket | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers;
  const method = request.headers['access-control-request-method'];
  const names = (request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim());
  const wanted = names.filter((name) => name !== '');
  const rule = bucket && origin && method ? ruleFor(bucket, origin, method, wanted) : undefined;
  if (!rule || !origin) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  setHeaders(rule, origin, response);
  if (wanted.length > 0) response.setHeader('access-control-allow-headers', wanted.join(', '));
  if (rule.maxAge !== undefined) response.setHeader('access-control-max-age', rule.maxAge);
  response.writeHead(200, { 'content-length': 0 }).end();
}

function setHeaders(rule: CorsRule, origin: string, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', rule.origins.includes('*') ? '*' : origin);
  response.setHeader('access-control-allow-methods', rule.methods.join(', '));
  if (rule.exposed.length > 0) response.setHeader('access-control-expose-headers', rule.exposed.join(', '));
  response.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
}

function ruleFor(
  bucket: Bucket,
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined {
  return bucket.cors.find(
    (rule) =>
      rule.origins.some((pattern) => fits(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((name) =>
        rule.headers.some((pattern) => fits(pattern.toLowerCase(), name.toLowerCase())),
      ),
  );
}

/** A pattern has at most one `*`. */
function fits(pattern: string, value: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === value;
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}
