import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { getGroup } from '#domain/dedup/groups.ts';
import { insert } from '#domain/dedup/insert.ts';
import { Busy, Conflict, Contended, NotFound } from '#domain/errors.ts';
import type { CountedBucket } from '#domain/ports/bucket.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { randomNumbers } from '../sound/random.ts';
import type { Answer, Call, Request } from './linearizable.ts';

const caller = { uid: 7, scopes: ['admin'] } as const;

export const bucket: CountedBucket = {
  id: 65,
  uid: caller.uid,
  name: 'unique',
  type: 'DedupFile',
  region: 'eu-west-1',
  netType: 1,
  labels: [],
  metadataTemplate: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  num: 0,
  size: 0,
};

/** Words that have nothing in common with those of another name. */
export function fingerprintNamed(name: string, length: number): StoredFingerprint {
  const random = randomNumbers([...name].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
  return { words: Uint32Array.from({ length }, () => random() * 2 ** 32), duration: length * 0.1238 };
}

/** Sends one request and tells what the client hears. */
export async function send(
  deployment: Deployment,
  bucketId: number,
  request: Request,
  fingerprintOf: (recording: string) => StoredFingerprint,
): Promise<Answer> {
  try {
    switch (request.kind) {
      case 'add': {
        const { track, recording, keep } = request;
        const sent = { trackId: track, fingerprint: fingerprintOf(recording), keep };
        return { kind: 'verdict', ...(await addDedupFile(deployment, caller, bucketId, sent)) };
      }
      case 'enter': {
        const { track, recording } = request;
        const newcomer = {
          bucketId,
          uid: caller.uid,
          trackId: track,
          fingerprint: fingerprintOf(recording),
        };
        const entered = await insert(deployment.here, newcomer, () => deployment.now());
        if (typeof entered === 'string') return { kind: 'busy' };
        return { kind: 'verdict', tracks: [], acrId: entered.acrId, inserted: true };
      }
      case 'delete':
        await deleteDedupFiles(deployment, caller, bucketId, [request.acrId]);
        return { kind: 'done' };
      case 'group': {
        const { entry, tracks: members } = await getGroup(deployment, caller, bucketId, request.track);
        return { kind: 'members', acrId: entry.acrId, tracks: members.map(({ trackId }) => trackId) };
      }
    }
  } catch (error) {
    if (error instanceof Conflict) return { kind: 'conflict' };
    if (error instanceof NotFound) return { kind: 'not found' };
    if (error instanceof Contended) return { kind: 'busy' };
    // What it began before its time was up may be finished by others.
    if (error instanceof Busy) return { kind: 'none' };
    throw error;
  }
}

/** The calls of several clients as they happen. */
export class History {
  private readonly open = new Map<number, { request: Request; begun: number }>();
  private readonly closed: Call[] = [];
  private time = 0;
  private calls = 0;

  async record(request: Request, answer: () => Promise<Answer>): Promise<Answer> {
    const call = this.calls++;
    const begun = ++this.time;
    this.open.set(call, { request, begun });
    const heard = await answer();
    this.open.delete(call);
    const ended = heard.kind === 'none' ? Number.POSITIVE_INFINITY : ++this.time;
    this.closed.push({ request, answer: heard, begun, ended });
    return heard;
  }

  /** Those that were never answered included. */
  all(): Call[] {
    const unanswered = [...this.open.values()].map(
      (call): Call => ({ ...call, answer: { kind: 'none' }, ended: Number.POSITIVE_INFINITY }),
    );
    return [...this.closed, ...unanswered];
  }

  /** The last acr_id anybody was told. */
  lastTold(): string | undefined {
    return this.closed
      .map(({ answer }) => ('acrId' in answer ? answer.acrId : null))
      .findLast((acrId) => acrId !== null);
  }
}
