import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Caller } from './call.ts';
import { uploadDirectly } from './direct-upload.ts';
import type { Folder } from './folder.ts';
import { takeApart } from './form.ts';
import { passedOn } from './headers.ts';
import { receive } from './receiving.ts';
import { Refused } from './refused.ts';
import { refuse } from './refusing.ts';
import { send } from './send.ts';
import { Spool } from './spool.ts';
import type { Turns } from './turns.ts';
import type { Answer } from './upstream.ts';

/** Bytes of file that the deployment takes within a request. */
const INLINE_LIMIT = 4_500_000;
/** Bytes of body that it takes with such a file: the fields around it are small, or nobody reads them. */
const CARRIED = 4_600_000;
const UPLOAD = /^(\/api\/buckets\/\d+)\/(files|dedup-files|identify)\/?$/;

/** By it the gateway knows itself. */
const NAME = 'refrain-gateway';

/** What all requests share. */
export interface House {
  readonly deployment: URL;
  readonly folder: Folder;
  readonly listening: Turns;
  isClosing: boolean;
}

/** Answers one request, whatever happens. */
export async function serve(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  response.sendDate = false;
  response.shouldKeepAlive &&= !house.isClosing;
  try {
    await answer(request, response, house);
  } catch (error) {
    // Refused early or late, the client hears it: what it still sends is read and dropped.
    request.resume();
    if (response.headersSent || response.destroyed) response.destroy();
    else refuse(response, error, house.deployment);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  const caller = callerOf(request, house);
  await using body = await receive(request, house.folder);
  const [, bucket = '', kind] = UPLOAD.exec(pathOf(request)) ?? [];
  if (request.method === 'POST' && kind && mayBeTooLarge(request, body)) {
    await using content = new Spool(house.folder);
    const form = await takeApart(body, toldOf(request), content);
    if (form && (content.size > INLINE_LIMIT || body.size > CARRIED)) {
      await body[Symbol.asyncDispose]();
      if (kind === 'files') return sendWhole(response, await uploadDirectly(caller, bucket, form, content));
      // Loaded when it is needed: most gateways only pass files on.
      const { askByFingerprint } = await import('./fingerprint-upload.ts');
      const path = `${bucket}/${kind}`;
      return sendWhole(response, await askByFingerprint(caller, path, form, content, house.listening));
    }
  }
  await pass(request, response, caller, body);
}

/** The client's own headers, and what the gateway tells of the way they came. */
function callerOf(request: IncomingMessage, { deployment }: House): Caller {
  if (request.headers.via?.includes(NAME)) {
    throw new Refused(508, 'The gateway was called by itself: name the deployment with --to, not a gateway.');
  }
  const { host } = request.headers;
  return {
    deployment,
    headers: [
      ...passedOn(request.rawHeaders, ['host', 'content-length', 'refrain-origin']),
      ...['Via', `${request.httpVersion} ${NAME}`],
      // Links in answers lead back to where the client has called.
      ...(host === undefined ? [] : ['Refrain-Origin', `http://${host}`]),
    ],
  };
}

const pathOf = (request: IncomingMessage): string => request.url?.replace(/\?.*$/s, '') ?? '/';

const toldOf = ({ headers }: IncomingMessage) => ({
  contentType: headers['content-type'] ?? '',
  contentEncoding: headers['content-encoding'] ?? '',
});

/** A packed body may unpack to more. */
const mayBeTooLarge = (request: IncomingMessage, body: Spool): boolean =>
  body.size > INLINE_LIMIT || request.headers['content-encoding'] !== undefined;

/** Passes a request on, and its answer back, as they are. */
async function pass(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  body: Spool,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const outgoing = { method, path: url, headers: caller.headers, body: hasBody ? body : undefined };
  const answered = await send(caller.deployment, outgoing, gone.signal);
  response.writeHead(answered.statusCode ?? 502, answered.statusMessage, passedOn(answered.rawHeaders));
  await pipeline(answered, response);
}

function sendWhole(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, passedOn(headers));
  response.end(body);
}
