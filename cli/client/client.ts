import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { Route } from '#api/route.ts';
import { Refusal } from '../refusal.ts';
import type { Target } from './target.ts';

/** What goes along with a call. */
export interface Sent {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly form?: FormData;
  /** The same for every try at one thing; of a POST without one a new one is made. */
  readonly key?: string;
}

/** The deployment refused a call; the message is a sentence for the person at the terminal. */
export class Refused extends Refusal {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How often a call is sent that gets no answer, or is told to come again: a line may be broken for a minute. */
const TRIES = 7;
/** Milliseconds until an answer begins: a deployment takes 29 s at most. */
const PATIENCE = 60_000;

const refusal = z.object({ message: z.string() });

/** Calls the API of a deployment by the rows of its route table. */
export class Client {
  readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  /** Calls a route and reads its answer. Rejects with Refused, or with Refusal when no answer comes. */
  async call<S extends z.ZodType>(route: Route & { readonly answer: S }, sent: Sent = {}) {
    const response = await this.send(route, sent);
    const answer = route.answer.safeParse(await response.json());
    if (answer.success) return answer.data;
    throw new Refusal(
      `${this.target.url.origin} answers otherwise than this version knows it: ${z.prettifyError(answer.error)}`,
    );
  }

  /** Calls a route of which the answer is no JSON. */
  async send({ method, path, status }: Route, sent: Sent = {}): Promise<Response> {
    const url = new URL(pathOf(path, sent.params ?? {}), this.target.url);
    for (const [name, value] of Object.entries(sent.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = {
      authorization: `Bearer ${this.target.token}`,
      ...(sent.json !== undefined && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': sent.key ?? randomUUID() }),
    };
    const body = sent.form ?? (sent.json === undefined ? null : JSON.stringify(sent.json));
    const response = await persistently(url, { method, headers, body });
    if (response.status === status) return response;
    throw await this.#refusalOf(response);
  }

  async #refusalOf(response: Response): Promise<Refused> {
    const { status } = response;
    const body = refusal.safeParse(await response.json().catch(() => undefined));
    const told = body.success ? body.data.message : `it answers ${status}`;
    if (status === 401)
      return new Refused(
        status,
        `${this.target.url.origin} does not take the token (any more): make another one, and name it by ${this.target.source}`,
      );
    return new Refused(status, `${this.target.url.origin} refuses: ${told}`);
  }
}

const pathOf = (path: string, params: NonNullable<Sent['params']>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])).replaceAll('%2C', ','),
  );

/** Sends it again while no answer comes, or one that says when. Rejects with Refusal when that goes on. */
export async function persistently(url: URL, request: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const pause = 500 * 2 ** tries * (0.5 + Math.random());
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('it does not answer')), PATIENCE);
    try {
      const response = await fetch(url, { ...request, signal: late.signal });
      const wait = response.headers.get('retry-after');
      if (tries === TRIES || (wait === null && response.status < 500)) return response;
      await response.body?.cancel();
      await delay(wait === null ? pause : Math.min(30, Number(wait) || 1) * 1000);
    } catch (error) {
      if (tries === TRIES)
        throw new Refusal(
          `${url.origin} cannot be reached: ${causeOf(error)}. The same command goes on later.`,
        );
      await delay(pause);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** fetch hides what happened in a cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map((each) => causeOf(each)).join('; ');
  return cause instanceof Error ? cause.message : error.message;
}
