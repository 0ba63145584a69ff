import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorXml } from '../s3/xml.ts';

/** An error as the asked service spells it: XML for S3, JSON for the others. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  service: string,
  status: number,
  code: string,
  message: string,
): void {
  const s3 = service === 's3';
  const body = s3 ? errorXml(code, message, request.url ?? '/') : jsonError(code, message);
  response.writeHead(status, {
    'content-type': s3 ? 'application/xml' : 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    ...(s3 ? {} : { 'x-amzn-errortype': code }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  request.resume();
}

export function jsonError(code: string, message: string): string {
  return JSON.stringify({ __type: `com.amazonaws#${code}`, message });
}
