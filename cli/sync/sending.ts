import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type * as z from 'zod';
import { routes } from '#api/routes.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { NoAnswer, send } from '#gateway/send.ts';
import type { Client } from '../client/client.ts';
import { Refusal } from '../refusal.ts';
import { FileFailed } from './outcome.ts';
import type { Sendable, SourceFile } from './source.ts';

/** How often the bytes of a file are sent until the line is taken for broken. */
const TRIES = 6;
/** Milliseconds that an upload must still be open for. */
const ROOM = 60_000;

type Announced = z.infer<typeof routes.addUpload.answer>;

/** A way into a bucket. */
export interface Way {
  readonly client: Client;
  readonly bucketId: number;
  /** Hears how many bytes have gone. */
  readonly onSent: (bytes: number) => void;
}

/**
 * Sends a file's bytes by a direct upload, announced under this key, and resolves with its id and the MD5 of what was
 * sent. Under the key of an earlier run, whose upload is no longer open, nothing is sent: undefined.
 */
export async function sendAudio(way: Way, file: Sendable, key: string, isOfEarlierRun = false) {
  const { client, bucketId } = way;
  const announced = await client.call(routes.addUpload, {
    params: { bucket_id: bucketId },
    json: { file_name: nameOf(file), size: file.size, audio_id: file.audioId },
    key,
  });
  const { id } = announced.data;
  // Only then, since the clock here may be wrong.
  if (isOfEarlierRun && Date.parse(announced.upload.expires_at) < Date.now() + ROOM)
    return { id, md5: undefined };
  return { id, md5: await persistentlyPut(way, file, announced) };
}

/** Sends a file's fingerprint alone; what tells its bytes from others goes along. */
export async function sendFingerprint({ client, bucketId }: Way, file: SourceFile, md5: string, key: string) {
  const heard = await file.hear();
  if ('refused' in heard) throw new FileFailed(heard.refused);
  const fingerprint = JSON.stringify({
    duration: heard.duration,
    fingerprint: encodeFingerprint(heard.words),
  });
  const title = [...nameOf(file).replace(/(?<=.)\.[^.]{1,8}$/, '')].slice(0, 200).join('');
  const added = await client.call(routes.addFile, {
    params: { bucket_id: bucketId },
    json: { data_type: 'fingerprint', fingerprint, audio_id: file.audioId, title, user_defined: { md5 } },
    key,
  });
  return added.data.id;
}

export const newKey = (): string => randomUUID();

export async function md5Of(file: Sendable): Promise<string> {
  const hash = createHash('md5');
  await using source = await file.open();
  for await (const chunk of source.stream()) hash.update(chunk);
  return hash.digest('hex');
}

/** Of a name that is nothing but spaces, too, something is left. */
const nameOf = ({ name }: Sendable): string =>
  [...(name.split('/').at(-1) ?? '')].slice(-500).join('').trim() || 'untitled';

async function persistentlyPut(way: Way, file: Sendable, announced: Announced): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await put(way, file, announced);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (tries === TRIES)
        throw new Refusal(
          `the storage of the deployment cannot be reached: ${error.message}. The same command goes on later.`,
        );
      await delay(500 * 2 ** tries);
    }
  }
}

async function put({ onSent }: Way, file: Sendable, { upload }: Announced): Promise<string> {
  const hash = createHash('md5');
  const url = new URL(upload.url);
  await using source = await file.open();
  let failure: unknown;
  async function* bytes() {
    try {
      let held: Uint8Array | undefined;
      for await (const chunk of source.stream()) {
        if (held) yield held;
        hash.update(chunk);
        onSent(chunk.length);
        held = chunk;
      }
      // The last bytes go only when it is still the same file: otherwise nothing of it arrives.
      if (!(await file.isAsFound()))
        throw new FileFailed('has changed while it was read: the next run sends it');
      if (held) yield held;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  try {
    const response = await send(url, {
      method: upload.method,
      path: `${url.pathname}${url.search}`,
      headers: Object.entries(upload.headers).flat(),
      body: { size: file.size, stream: () => Readable.from(bytes()) },
    });
    response.resume();
    const { statusCode = 0 } = response;
    // 412: it has arrived before, and the answer was lost.
    if (statusCode === 412) return await md5Of(file);
    if (statusCode >= 500) throw new NoAnswer(`it answers ${statusCode}`);
    if (statusCode >= 300)
      throw new FileFailed(`was refused by the storage of the deployment (${statusCode})`);
    return hash.digest('hex');
  } catch (error) {
    throw failure ?? error;
  }
}
