import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { account } from '../credentials.ts';
import type { StoredObject } from './stored-object.ts';

/** "Tell this queue of objects created under this prefix." */
export interface Announcement {
  readonly id: string;
  /** The queue's ARN. */
  readonly queue: string;
  /** `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, … */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

export type CreatedBy = 'Put' | 'CompleteMultipartUpload' | 'Copy';

/** Writes down who is to be told of a new object; called within the transaction that makes it. */
export function createdEvents(database: DatabaseSync, object: StoredObject, createdBy: CreatedBy): void {
  const bucket = database
    .prepare('SELECT region, announcements FROM buckets WHERE name = ?')
    .get(object.bucket);
  const announcements: Announcement[] = JSON.parse(String(bucket?.announcements ?? '[]'));
  for (const announcement of announcements) {
    if (!wants(announcement, object.key, createdBy)) continue;
    const body = eventBody(announcement, String(bucket?.region), object, createdBy);
    database.prepare('INSERT INTO events (queue, body) VALUES (?, ?)').run(announcement.queue, body);
  }
}

function wants(announcement: Announcement, key: string, createdBy: CreatedBy): boolean {
  const named = announcement.events.some(
    (event) => event === 's3:ObjectCreated:*' || event === `s3:ObjectCreated:${createdBy}`,
  );
  return named && key.startsWith(announcement.prefix) && key.endsWith(announcement.suffix);
}

function eventBody(
  announcement: Announcement,
  region: string,
  object: StoredObject,
  createdBy: CreatedBy,
): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(object.modified).toISOString(),
    eventName: `ObjectCreated:${createdBy}`,
    userIdentity: { principalId: 'AWS:LOCAL' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: announcement.id,
      bucket: {
        name: object.bucket,
        ownerIdentity: { principalId: account },
        arn: `arn:aws:s3:::${object.bucket}`,
      },
      object: {
        key: eventKey(object.key),
        size: object.size,
        eTag: object.etag,
        sequencer: sequencer(object.modified),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** S3 writes a space as `+` and leaves slashes. */
function eventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%2F/g, '/')
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

let lastSequence = 0n;

/** Grows with every event, over restarts too: the time, and never the same twice. */
function sequencer(time: number): string {
  const next = BigInt(time) << 12n;
  lastSequence = next > lastSequence ? next : lastSequence + 1n;
  return lastSequence.toString(16).toUpperCase().padStart(18, '0');
}
