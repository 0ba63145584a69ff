import { expect, inject, vi } from 'vitest';
import type * as z from 'zod';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';

interface Sent {
  /** `null` sends none. */
  readonly token?: string | null;
  readonly region?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string> | [string, string][];
  readonly multipart?: Record<string, string | File>;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData | URLSearchParams;
}

interface Received<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

/** Calls a path of the local deployment as a client would. */
export async function call(method: string, path: string, sent: Sent = {}): Promise<Received<never>> {
  const endpoint = inject('endpoints')[sent.region ?? 'eu-west-1'];
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
  const response = await fetch(`${endpoint}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as never,
  };
}

type AnswerOf<O extends Operation> = (typeof routes)[O] extends { answer: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** Calls an operation that must succeed, and holds its answer against the schema of the route table. */
export async function succeed<O extends Operation>(
  operation: O,
  params: Record<string, string | number> = {},
  sent: Sent & { query?: string } = {},
): Promise<AnswerOf<O>> {
  const route: Route = routes[operation];
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
  const received = await call(route.method, path + (sent.query ?? ''), sent);
  expect(received.status, JSON.stringify(received.body)).toBe(route.status);
  if (route.answer) return route.answer.parse(received.body) as AnswerOf<O>;
  expect(received.body).toBeUndefined();
  return undefined as AnswerOf<O>;
}

export async function newBucket(type: 'File' | 'DedupFile', region = 'eu-west-1'): Promise<number> {
  const { data } = await succeed('createBucket', {}, { json: { name: `test ${type}`, type, region } });
  return data.id;
}

/** The file once it is no longer in state 0. */
export async function settled(bucketId: number, id: number) {
  return vi.waitUntil(
    async () => {
      const { data } = await succeed('getFiles', { bucket_id: bucketId, ids: id });
      return data[0]?.state === 0 ? undefined : data[0];
    },
    { timeout: 50_000, interval: 100 },
  );
}

export const asFile = (bytes: Uint8Array, name: string) => new File([new Uint8Array(bytes)], name);
