import { once } from 'node:events';
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
  // Node's five seconds are so short that a busy client would find its connection closed under it.
  server.keepAliveTimeout = 60_000;
  // Refused before it is sent, when the client asks first.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= bodyLimit) response.writeContinue();
    server.emit('request', request, response);
  });
  return server;
}

/** API Gateway's own words, for its limit and for Lambda's. */
const TOO_LARGE = 'Request Entity Too Large';

/** How long a client may go on writing what was refused; then it loses the connection, and maybe the answer. */
const PATIENCE = 30_000;

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
  if (!body) return refuseBody(request, response);
  if (!match) return sendMessage(response, 404, 'Not Found', '');
  const event = eventOf(request, body, match);
  const { requestId } = event.requestContext;
  if (!match.route.permitted) return sendMessage(response, 500, 'Internal Server Error', requestId);
  try {
    const answer = await inTime(functionOf(match.route.functionArn), event, match.route.timeout);
    if (answer === tooLate) return sendMessage(response, 503, 'Service Unavailable', requestId);
    if (!sendAnswer(response, answer, requestId))
      sendMessage(response, 500, 'Internal Server Error', requestId);
  } catch (error) {
    if (!(error instanceof LambdaError)) throw error;
    const tooLarge = error.error.errorType === 'RequestTooLargeException';
    if (tooLarge) sendMessage(response, 413, TOO_LARGE, requestId);
    else sendMessage(response, 500, 'Internal Server Error', requestId);
  }
}

/** Undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The answer goes out at once, and the connection ends when the client has: closed under a client that still writes,
 * it is reset, and that client hears of the reset alone.
 */
async function refuseBody(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.stringify({ message: TOO_LARGE });
  response.writeHead(413, {
    connection: 'close',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.write(body);
  request.resume();
  const signal = AbortSignal.timeout(PATIENCE);
  await Promise.race([once(request, 'end', { signal }), once(request, 'close', { signal })]).catch(() => {});
  response.end();
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
