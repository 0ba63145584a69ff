import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { ZodType } from 'zod';
import { problemOf, wrongFieldsOf } from '#api/answers/problems.ts';
import { isKeyed } from '#api/answers/refusals.ts';
import { fieldNamesOf } from '#api/field-names.ts';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { Busy, Invalid, NotFound } from '#domain/errors.ts';
import type { Caller, Scope } from '#domain/ports/account.ts';
import { type RequestTime, timeUntil } from '#domain/request-time.ts';
import { readOrigin } from '#functions/services/environment.ts';
import { logger } from '#functions/services/logger.ts';
import { carriable } from './answer-size.ts';
import { checkScope, type Identified, identityOf } from './authentication.ts';
import { readBody } from './body.ts';
import { corsHeaders } from './cors.ts';
import type { Fields } from './fields.ts';
import { once } from './repeats.ts';

type Parsed<S> = S extends ZodType ? z.output<S> : undefined;
type Part<R, K extends string> = R extends Record<K, infer S> ? S : undefined;

/** A request, parsed by its row of the route table. */
export interface ApiRequest<R extends Route> {
  readonly params: Parsed<Part<R, 'params'>>;
  readonly query: Parsed<Part<R, 'query'>>;
  readonly body: Parsed<Part<R, 'body'>>;
  readonly caller: R['scope'] extends 'public' ? undefined : Caller;
  /** For what must not be made twice when a call is repeated. */
  readonly attempt: Attempt;
  /** The URL that was called, at the API's own domain where it has one. */
  readonly url: URL;
  /** The one that the answer carries as `x-request-id`, and the logs. */
  readonly requestId: string;
  /** What is left of it until its function ends. */
  readonly time: RequestTime;
}

/** An answer that is not JSON. */
interface Page<B> {
  readonly body: B;
  readonly headers: Record<string, string>;
}
interface Redirect {
  readonly location: string;
}

type Input<R> = Part<R, 'answer'> extends ZodType ? z.input<Extract<Part<R, 'answer'>, ZodType>> : unknown;
type Answer<R extends Route> =
  | (R extends { contentType: string } ? Page<Input<R>> : Input<R>)
  | (R extends { mayRedirect: true } ? Redirect : never);

type Handlers<O extends Operation> = {
  [K in O]: (request: ApiRequest<(typeof routes)[K]>) => Promise<Answer<(typeof routes)[K]>>;
};

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
type Handle = (request: Record<keyof ApiRequest<Route>, unknown>) => Promise<unknown>;
interface Entry {
  readonly route: Route;
  readonly handle: Handle;
  readonly check: Check | undefined;
  readonly isRead: (field: string) => boolean;
}

/** Wrong fields, with their sentences, that a schema cannot know of. */
type WrongFields = Record<string, string[]>;
type Check = (fields: Fields) => WrongFields;

/**
 * A Lambda handler that answers these operations: authenticate, parse, one domain call, answer. What `checks` find
 * wrong of a body is told together with what its schema does.
 */
export function api<O extends Operation>(
  handlers: Handlers<O>,
  checks: Partial<Record<NoInfer<O>, Check>> = {},
) {
  const operations = new Map(
    (Object.keys(handlers) as O[]).map((name): [string, Entry] => {
      const route: Route = routes[name];
      const fields = new Set(route.body && fieldNamesOf(route.body));
      const isRead = (field: string) => fields.has(field);
      const handle = handlers[name] as Handle;
      return [`${route.method} ${route.path}`, { route, handle, check: checks[name], isRead }];
    }),
  );
  return answering(async (event, context) => {
    const end = new Date(Date.now() + context.getRemainingTimeInMillis());
    const time = timeUntil(end, () => new Date());
    const operation = operations.get(event.routeKey);
    if (!operation) throw new NotFound('No such route.');
    const { route, handle, check, isRead } = operation;
    const caller = route.scope === 'public' ? undefined : await admit(event, route.scope);
    const params = parse(route.params, event.pathParameters ?? {});
    // Of a parameter sent twice the last counts: clients append to links that hold it already.
    const query = parse(route.query, Object.fromEntries(new URLSearchParams(event.rawQueryString)));
    const sent = route.body && ((await readBody(event, isRead)) ?? absent(route.body));
    const body = parse(route.body, sent, check?.(sent ?? {}));
    const { requestId } = event.requestContext;
    const request = { caller, url: urlOf(event), requestId, time, params, query, body };
    const result =
      caller && isKeyed(route)
        ? await once(event, caller, [params, body], async (attempt) =>
            present(route, await handle({ ...request, attempt })),
          )
        : present(route, await handle({ ...request, attempt: onlyAttempt }));
    const presented = carriable(result, event.headers['accept-encoding']);
    if (!presented) throw new Invalid(tooMuch(route));
    return presented;
  });
}

/** Who sent the events that are being answered; known also of a request that is refused later. */
const senders = new WeakMap<Event, Identified>();

async function admit(event: Event, scope: Scope): Promise<Caller> {
  const sender = await identityOf(event.headers['authorization']);
  senders.set(event, sender);
  checkScope(sender.caller, scope);
  return sender.caller;
}

/** A line a request: whose it was, by which token. API Gateway's own log has no way to know; the request's id joins both. */
function logAccess(event: Event, status: number): void {
  const { requestId, timeEpoch } = event.requestContext;
  const { caller, tokenId } = senders.get(event) ?? {};
  const milliseconds = Date.now() - timeEpoch;
  const route = event.routeKey;
  logger.info('answered', { requestId, route, status, milliseconds, account: caller?.uid, token: tokenId });
}

/**
 * Ms before a function ends in which nothing is waited for any more: what the domain did not leave by itself, as when a
 * store is silent. What is under way then may still happen, as with a call whose answer was lost.
 */
const LAST = 3_000;
const inTime = {
  timeoutEarlyInMillis: LAST,
  timeoutEarlyResponse: () => {
    throw new Busy('This took too long, and may have been done all the same. Send the same again.');
  },
};

/** The middy chain of every API function: whatever happens, the answer is ours, in time, and carries the request's id. */
export function answering(handle: (event: Event, context: Context) => Promise<Result>) {
  return middy<Event, Result>(handle, inTime)
    .after(({ response, event }) => {
      if (!response) return;
      const { requestId } = event.requestContext;
      response.headers = { ...response.headers, ...corsHeaders, 'x-request-id': requestId };
      logAccess(event, response.statusCode ?? 200);
    })
    .onError((request) => {
      const { error, event } = request;
      const { requestId } = event.requestContext;
      const { status, headers, body } = problemOf(error, requestId);
      if (status >= 500 && !(error instanceof Busy)) logger.error('unexpected', { requestId, error });
      request.response = json(status, body, { ...headers, ...corsHeaders, 'x-request-id': requestId });
      logAccess(event, status);
    });
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Result {
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function present(route: Route, answer: unknown): Result {
  if (route.mayRedirect && isRedirect(answer)) return { statusCode: 302, headers: { ...answer }, body: '' };
  if (route.contentType) {
    const { body, headers } = answer as Page<string | Uint8Array>;
    const isText = typeof body === 'string';
    return {
      statusCode: route.status,
      headers: { ...headers, 'content-type': route.contentType },
      body: isText ? body : Buffer.from(body).toString('base64'),
      isBase64Encoded: !isText,
    };
  }
  if (!route.answer) return { statusCode: route.status };
  return json(route.status, answer);
}

const isRedirect = (answer: unknown): answer is Redirect =>
  typeof answer === 'object' && answer !== null && 'location' in answer;

/** What to ask less of, where an answer would not fit. */
function tooMuch(route: Route): Record<string, string[]> {
  const field = route.query ? 'per_page' : 'ids';
  return {
    [field]: [`The ${field} field asks for more than the 6 MB of one answer: ask for fewer at a time.`],
  };
}

/** A route that can do without a body is told that there is none; to others it has no fields. */
const absent = (schema: ZodType) => (schema.safeParse(undefined).success ? undefined : {});

function parse(schema: ZodType | undefined, value: unknown, wrong: WrongFields = {}): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value, { reportInput: true });
  const fields = { ...wrong, ...(parsed.error && wrongFieldsOf(parsed.error)) };
  if (parsed.success && Object.keys(fields).length === 0) return parsed.data;
  throw new Invalid(fields);
}

function urlOf(event: Event): URL {
  const protocol = event.headers['x-forwarded-proto'] ?? 'https';
  const host = event.headers['host'] ?? event.requestContext.domainName;
  const origin = gatewayOf(event) ?? readOrigin(process.env) ?? `${protocol}://${host}`;
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  return new URL(`${origin}${event.rawPath}${query}`);
}

/** Where a client of a gateway has called: links in the answer lead there. They reach nobody but that client. */
function gatewayOf({ headers }: Event): string | undefined {
  const told = headers['refrain-origin'] ?? '';
  return /^https?:/.test(told) && URL.canParse(told) ? new URL(told).origin : undefined;
}
