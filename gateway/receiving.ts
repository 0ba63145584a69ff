import type { IncomingMessage } from 'node:http';
import { type Folder, noRoom } from './folder.ts';
import { Refused } from './refused.ts';
import { Spool } from './spool.ts';

/** Bytes that a direct upload takes, and a little for what stands around the file. */
const MOST = 5 * 1024 ** 3 + 1024 ** 2;
/** Milliseconds without a byte after which a client is gone. */
const SILENCE = 60_000;

/** Keeps the whole body of a request. Rejects with Refused (413, 507), or when the client goes away. */
export async function receive(request: IncomingMessage, folder: Folder): Promise<Spool> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MOST) throw tooLarge();
  if (!folder.hasRoomFor(announced)) throw noRoom();
  const body = new Spool(folder);
  request.setTimeout(SILENCE, () => request.destroy());
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (body.size + chunk.length > MOST) throw tooLarge();
      await body.add(chunk);
    }
    return body;
  } catch (error) {
    await body[Symbol.asyncDispose]();
    throw error;
  } finally {
    request.setTimeout(0);
  }
}

const tooLarge = () => new Refused(413, 'The body has more than 5 GB: a file may have as many at most.');
