import type { ZodType } from 'zod';
import type { Scope } from '#domain/ports/account.ts';

/**
 * One row of the route table: everything there is to say about a route. It feeds the parsing of requests, the
 * HTTP API of the deployment and of the local run, and the description.
 */
export interface Route {
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In API Gateway's spelling: `/api/buckets/{bucket_id}`. */
  readonly path: string;
  /** The function that answers: `functions/<resource>.ts`. */
  readonly resource: string;
  /** What the token must allow; `public` needs none. */
  readonly scope: Scope | 'public';
  /** Neither of the APIs that are answered here has it. */
  readonly ours?: true;
  readonly params?: ZodType;
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Of the answer when all is well. */
  readonly status: number;
  /** Absent for an answer without a body. */
  readonly answer?: ZodType;
  /** Of the answer's body; JSON when absent. */
  readonly contentType?: 'text/html; charset=utf-8' | 'application/gzip';
  /** Its answer may be elsewhere: then it is a 302. */
  readonly mayRedirect?: true;
  /** The statuses it refuses with besides those that follow from the rest (src/api/answers/refusals.ts). */
  readonly refusals?: readonly RefusalStatus[];
}

export const refusalStatuses = [400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 503] as const;
export type RefusalStatus = (typeof refusalStatuses)[number];
