import type { ZodError } from 'zod';
import {
  BeingAnswered,
  Busy,
  Conflict,
  Contended,
  Forbidden,
  Invalid,
  Lapsed,
  Malformed,
  NotFound,
  TooLarge,
  Unauthenticated,
  Unsupported,
} from '#domain/errors.ts';
import { told } from './refusals.ts';

/** Seconds. Whoever is told so has waited some already, while we tried again. */
const RETRY_AFTER = { 'retry-after': '1' };

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const statuses: readonly [new (...args: never[]) => Error, number][] = [
  [Malformed, 400],
  [Unauthenticated, 401],
  [Forbidden, 403],
  [NotFound, 404],
  [Conflict, 409],
  [Lapsed, 410],
  [TooLarge, 413],
  [Unsupported, 415],
];

/** The one place that turns errors into answers. What it does not know is our fault. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof Invalid) {
    return { status: 422, headers: {}, body: { ...told(error.message), errors: error.fields } };
  }
  if (error instanceof BeingAnswered) {
    return { status: 409, headers: RETRY_AFTER, body: told(error.message) };
  }
  if (error instanceof Contended) {
    return { status: 429, headers: RETRY_AFTER, body: told(error.message) };
  }
  if (error instanceof Busy) {
    return {
      status: 503,
      headers: { 'retry-after': String(Math.ceil(error.retryAfter / 1000)) },
      body: { ...told(error.message), request_id: requestId },
    };
  }
  const known = statuses.find(([type]) => error instanceof type);
  if (known && error instanceof Error) {
    return { status: known[1], headers: {}, body: told(error.message) };
  }
  return {
    status: 500,
    headers: {},
    body: { ...told('Something went wrong on our side.'), request_id: requestId },
  };
}

/** Every wrong field with its sentences. */
export function wrongFieldsOf(error: ZodError): Record<string, string[]> {
  const fields = new Map<string, Set<string>>();
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'body');
    const isMissing = issue.code !== 'custom' && issue.input === undefined && issue.path.length === 1;
    const sentences = fields.get(field) ?? new Set();
    fields.set(field, sentences.add(`The ${field} field ${isMissing ? 'is required' : issue.message}.`));
  }
  return Object.fromEntries([...fields].map(([field, sentences]) => [field, [...sentences]]));
}
