import type { ZodType } from 'zod';
import type { Scope } from '#domain/account.ts';

/**
 * One row of the route table: everything there is to say about a route. It feeds the parsing of requests, the
 * HTTP API of the deployment and of the local run, and the description.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In API Gateway's spelling: `/api/buckets/{bucket_id}`. */
  readonly path: string;
  /** The function that answers: `functions/<resource>.ts`. */
  readonly resource: string;
  /** What the token must allow; `public` needs none. */
  readonly scope: Scope | 'public';
  readonly params?: ZodType;
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Of the answer when all is well. */
  readonly status: number;
  /** Absent for an answer without a body. */
  readonly answer?: ZodType;
}
