import type * as z from 'zod';
import type { Route } from '#api/route.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { readToken } from './session.ts';

export interface Sent {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly form?: FormData;
  /** Repeated under it, a call does nothing twice. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

type Answering<S extends z.ZodType> = Route & { readonly answer: S };

/** Calls a route of the table, and reads its answer by the table. Rejects with a Refusal. */
export async function ask<S extends z.ZodType>(route: Answering<S>, sent: Sent = {}): Promise<z.output<S>> {
  const response = await call(route, sent);
  return route.answer.parse(await response.json());
}

/** Calls a route whose answer says nothing. Rejects with a Refusal. */
export async function tell(route: Route, sent: Sent = {}): Promise<void> {
  await call(route, sent);
}

async function call(route: Route, { params, query, json, form, key, signal }: Sent): Promise<Response> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params?.[name] ?? '')).replaceAll('%2C', ','),
  );
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== '') asked.set(name, String(value));
  const headers = new Headers({ Authorization: `Bearer ${readToken() ?? ''}` });
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  if (key !== undefined) headers.set('Idempotency-Key', key);
  const body = json === undefined ? form : JSON.stringify(json);
  const address = asked.size > 0 ? `${path}?${asked}` : path;
  const response = await fetch(address, {
    method: route.method,
    headers,
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Refusal(0, 'No answer came: is there a connection?');
  });
  if (!response.ok) throw await refusalOf(response);
  return response;
}
