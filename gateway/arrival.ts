import { NEVER_CAME } from '#domain/ports/file.ts';
import { type Caller, look } from './call.ts';
import { isObject } from './objects.ts';
import { Refused } from './refused.ts';
import type { Answer } from './upstream.ts';

/**
 * Whether the bytes of a file came with an earlier call under the same key. Rejects with Refused (409) when they never
 * will: its address has lapsed.
 */
export async function hasArrived(caller: Caller, acrId: string): Promise<boolean> {
  const answer = await look(caller, `/api/files/${acrId}`);
  // It was answered, and deleted since.
  if (answer.status === 404) return true;
  const { state, error } = fileOf(answer);
  if (state === -1 && error === NEVER_CAME) {
    throw new Refused(
      409,
      'What was begun under this Idempotency-Key never came in its time: send it again with a new Idempotency-Key.',
    );
  }
  return state === 1 || state === -1;
}

function fileOf({ status, body }: Answer): Record<string, unknown> {
  if (status !== 200) return {};
  const told: unknown = JSON.parse(body.toString());
  const [file]: unknown[] = isObject(told) && Array.isArray(told['data']) ? told['data'] : [];
  return isObject(file) ? file : {};
}
