import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What Lambda carries of an answer as JSON text, less room for its headers. */
const CARRIED = 6_291_556 - 64 * 1024;

/**
 * A page is sent compressed where the caller takes that, any other answer in a form that Lambda can carry: as text, or
 * compressed, or in base64, which is the smaller form of a text full of quotes. Undefined when it is too large in each.
 */
export function carriable(
  answer: APIGatewayProxyStructuredResultV2,
  acceptEncoding: string | undefined,
): APIGatewayProxyStructuredResultV2 | undefined {
  const { body = '', headers } = answer;
  const isZipped = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(acceptEncoding ?? '');
  const isPage = String(headers?.['content-type']).startsWith('text/html');
  if (!(isPage && isZipped) && Buffer.byteLength(JSON.stringify(body)) <= CARRIED) return answer;
  if (answer.isBase64Encoded) return undefined;
  const encoded = (isZipped ? gzipSync(body) : Buffer.from(body)).toString('base64');
  if (encoded.length > CARRIED) return undefined;
  return {
    ...answer,
    headers: { ...headers, vary: 'accept-encoding', ...(isZipped && { 'content-encoding': 'gzip' }) },
    body: encoded,
    isBase64Encoded: true,
  };
}
