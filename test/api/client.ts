import { expect, inject, vi } from 'vitest';
import type * as z from 'zod';
import { refusalBody, refusalsOf } from '#api/answers/refusals.ts';
import type { RefusalStatus, Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import type { BucketType } from '#domain/ports/bucket.ts';
import { pathsOf, witness } from './witness.ts';

export interface Sent {
  /** `null` sends none. */
  readonly token?: string | null;
  readonly region?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string> | [string, string][];
  readonly multipart?: Record<string, string | File>;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData | URLSearchParams | Uint8Array<ArrayBuffer>;
  /** With its question mark. */
  readonly query?: string;
  /** Of another deployment than the one all tests share. */
  readonly endpoint?: string;
}

interface Received<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

/** Calls a path of the local deployment as a client would. */
export async function call(method: string, path: string, sent: Sent = {}): Promise<Received<never>> {
  const endpoint = sent.endpoint ?? inject('endpoints')[sent.region ?? 'eu-west-1'];
  const { token = inject('token') } = sent;
  const headers: Record<string, string> = { ...sent.headers };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  let body = sent.body;
  if (sent.json !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(sent.json);
  } else if (sent.form) {
    body = new URLSearchParams(sent.form);
  } else if (sent.multipart) {
    const form = new FormData();
    for (const [name, value] of Object.entries(sent.multipart)) form.append(name, value);
    body = form;
  }
  const response = await fetch(`${endpoint}${path}${sent.query ?? ''}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  return { status: response.status, headers: response.headers, body: (await bodyOf(response)) as never };
}

async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type');
  if (type === 'application/gzip') return response.bytes();
  const text = await response.text();
  if (text === '') return undefined;
  return type === 'application/json' ? JSON.parse(text) : text;
}

type AnswerOf<O extends Operation> = (typeof routes)[O] extends { answer: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

export type Params = Record<string, string | number>;

/** The path of an operation with its parameters in their places. */
const pathOf = (operation: Operation, params: Params): string =>
  routes[operation].path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])).replaceAll('%2C', ','),
  );

/** The names of the fields a call sends. */
function fieldsSent({ json, form, multipart, query, headers }: Sent, params: Params): string[] {
  const body = json ?? multipart ?? (form && Object.fromEntries(new URLSearchParams(form)));
  const names = [...Object.keys(params), ...Object.keys(body ?? {}), ...new URLSearchParams(query).keys()];
  const key = headers?.['Idempotency-Key'] === undefined ? [] : ['Idempotency-Key'];
  return [...names.map((name) => name.replace(/\[\]$/, '')), ...key];
}

/** Calls an operation that must succeed, and holds its answer against the schema of the route table. */
export async function succeed<O extends Operation>(
  operation: O,
  params: Params = {},
  sent: Sent = {},
): Promise<AnswerOf<O>> {
  const route: Route = routes[operation];
  const received = await call(route.method, pathOf(operation, params), sent);
  expect(received.status, JSON.stringify(received.body)).toBe(route.status);
  expect(received.headers.get('x-request-id')).toBeTruthy();
  const { status, body } = received;
  if (route.answer) expect(route.answer.parse(body), 'no field that the schema does not have').toEqual(body);
  else expect(body).toBeUndefined();
  witness({ operation, status, sent: fieldsSent(sent, params), answered: pathsOf(body), named: [] });
  return body as AnswerOf<O>;
}

/** Calls an operation whose answer must be elsewhere, and tells where. */
export async function redirected(operation: Operation, params: Params, sent: Sent = {}): Promise<string> {
  const route: Route = routes[operation];
  const { status, headers } = await call(route.method, pathOf(operation, params), sent);
  expect(status).toBe(302);
  witness({ operation, status, sent: [], answered: [], named: [] });
  return headers.get('location') ?? expect.unreachable('a redirect says where to');
}

interface RefusalBody {
  readonly message: string;
  readonly error: string;
  readonly errors?: Readonly<Record<string, string[]>>;
}

/** Calls an operation that must be refused with this status, documented and in its documented shape. */
export async function refuse(
  operation: Operation,
  params: Params,
  status: RefusalStatus,
  sent: Sent = {},
): Promise<Received<RefusalBody>> {
  const route: Route = routes[operation];
  expect(refusalsOf(route), `${operation} is not described as refusing with ${status}`).toContain(status);
  const received = await call(route.method, pathOf(operation, params), sent);
  expect(received.status, JSON.stringify(received.body)).toBe(status);
  expect(refusalBody(status).strict().parse(received.body)).toEqual(received.body);
  expect(received.headers.get('x-request-id')).toBeTruthy();
  const { body } = received as Received<RefusalBody>;
  expect(body.error).toBe(body.message);
  witness({ operation, status, sent: [], answered: [], named: Object.keys(body.errors ?? {}) });
  return { ...received, body };
}

/** Calls what no route is, which must be refused so. */
export async function refusePath(method: string, path: string, status: 404 | 405, sent: Sent = {}) {
  const received = await call(method, path, sent);
  expect(received.status, JSON.stringify(received.body)).toBe(status);
  expect(refusalBody(status).strict().parse(received.body)).toEqual(received.body);
  expect(received.headers.get('x-request-id')).toBeTruthy();
  witness({ operation: '$default', status, sent: [], answered: [], named: [] });
  return received;
}

export async function newBucket(type: BucketType, region = 'eu-west-1'): Promise<number> {
  const { data } = await succeed('createBucket', {}, { json: { name: `test ${type}`, type, region } });
  return data.id;
}

/** The file once it is no longer in state 0. */
export async function settled(bucketId: number, id: number, token = inject('token')) {
  return vi.waitUntil(
    async () => {
      const { data } = await succeed('getFiles', { bucket_id: bucketId, ids: id }, { token });
      return data[0]?.state === 0 ? undefined : data[0];
    },
    { timeout: 50_000, interval: 100 },
  );
}

export const asFile = (bytes: Uint8Array, name: string) => new File([new Uint8Array(bytes)], name);
