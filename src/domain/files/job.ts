import type { StoredObject } from '#domain/ports/objects.ts';

/** What lies in the inbox for a file that comes from elsewhere: where that is. */
export type Job = { readonly url: string } | { readonly acrId: string };

export const jobOf = (job: Job): Uint8Array => new TextEncoder().encode(JSON.stringify(job));

/** What a job says of this. Only jobOf writes jobs: one that does not say it is a fault of ours. */
export async function readJob(object: StoredObject, name: 'url' | 'acrId'): Promise<string> {
  const text = new TextDecoder().decode(await object.read(0, object.size));
  const job: unknown = JSON.parse(text);
  const value: unknown = new Map(Object.entries(job ?? {})).get(name);
  if (typeof value !== 'string') throw new Error(`The job ${text} has no ${name}.`);
  return value;
}
