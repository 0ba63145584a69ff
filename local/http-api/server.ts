import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LambdaFunction } from '../lambda/function.ts';
import { LambdaError } from '../lambda/messages.ts';
import type { RouteDeclaration } from '../template/declarations.ts';
import { sendAnswer, sendMessage } from './answer.ts';
import { eventOf } from './event.ts';
import { Routes } from './routes.ts';

/** API Gateway takes no larger body. */
const bodyLimit = 10 * 1024 * 1024;

const tooLate = Symbol('integration timeout');

/** A region's HTTP API: turns requests into events, and what the functions answer into responses. */
export function httpApi(
  routes: readonly RouteDeclaration[],
  functionOf: (arn: string) => LambdaFunction,
): Server {
  const table = new Routes(routes);
  const server = createServer((request, response) => {
    void serve(request, response, table, functionOf).catch((error: unknown) => {
      // The client has gone, or this is a fault of ours.
      if (!response.destroyed && !request.destroyed) console.error('Local HTTP API:', error);
      response.destroy();
    });
  });
  // Refused before it is sent, when the client asks first.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= bodyLimit) response.writeContinue();
    server.emit('request', request, response);
  });
  return server;
}

/** API Gateway says the first four words and no more; here somebody may be trying things out. */
const tooLargeMessage =
  'Request Entity Too Large: a request carries 4500000 bytes of file at most. For a larger file, POST its file_name to /api/buckets/{bucket_id}/uploads and PUT the bytes to the URL it answers; to dedup-files, send its fingerprint.';

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  functionOf: (arn: string) => LambdaFunction,
): Promise<void> {
  const url = request.url ?? '/';
  const match = routes.match(request.method ?? 'GET', url.replace(/\?.*$/s, ''));
  // On AWS only the API's own hosts lead here.
  if (!URL.canParse(`http://${request.headers.host ?? 'localhost'}`)) {
    request.resume();
    return sendMessage(response, 400, 'Bad Request: the Host header names no host.', '');
  }
  const body = await readBody(request);
  if (!body) {
    response.setHeader('connection', 'close');
    return sendMessage(response, 413, tooLargeMessage, '');
  }
  if (!match) return sendMessage(response, 404, 'Not Found', '');
  const event = eventOf(request, body, match);
  const { requestId } = event.requestContext;
  try {
    const answer = await inTime(functionOf(match.route.functionArn), event, match.route.timeout);
    if (answer === tooLate) return sendMessage(response, 503, 'Service Unavailable', requestId);
    if (!sendAnswer(response, answer, requestId))
      sendMessage(response, 500, 'Internal Server Error', requestId);
  } catch (error) {
    if (!(error instanceof LambdaError)) throw error;
    const tooLarge = error.error.errorType === 'RequestTooLargeException';
    if (tooLarge) sendMessage(response, 413, tooLargeMessage, requestId);
    else sendMessage(response, 500, 'Internal Server Error', requestId);
  }
}

/** Undefined when it is too large; the rest of it is then read and dropped, so that the client hears the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > bodyLimit) {
      request.resume();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The handler's answer, or `tooLate`. The time runs from when it starts: on AWS nobody would have waited for a free
 * environment. A late handler goes on, as on AWS: only the caller does not wait for it.
 */
function inTime(target: LambdaFunction, event: object, milliseconds: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const started = (): void => {
      timer = setTimeout(() => resolve(tooLate), milliseconds);
    };
    target
      .invoke(event, started)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
