import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Malformed } from '#domain/errors.ts';
import { Refused } from './refused.ts';
import { NoAnswer } from './send.ts';

/** Answers with the gateway's own words, in the shape of the deployment's. */
export function refuse(response: ServerResponse, error: unknown, deployment: URL): void {
  const { status, message, headers, fields } = refusalOf(error, deployment);
  const requestId = randomUUID();
  const body = JSON.stringify({
    message,
    error: message,
    ...(fields && { errors: fields }),
    ...(status >= 500 && { request_id: requestId }),
  });
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    // A page in a browser may read it, as it may what the deployment says.
    'access-control-allow-origin': '*',
  });
  response.end(body);
}

function refusalOf(error: unknown, deployment: URL): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof Malformed) return new Refused(400, error.message);
  if (error instanceof NoAnswer) {
    return new Refused(
      502,
      `The gateway got no answer from ${deployment.origin}: ${error.message}. Is the deployment up, and is --to its URL?`,
    );
  }
  console.error('refrain gateway:', error);
  return new Refused(500, 'Something went wrong in the gateway.');
}
