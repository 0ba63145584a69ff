import { routes } from '#api/routes.ts';
import { ask, tell } from '../asking/ask.ts';
import { Refusal } from '../asking/refusal.ts';
import type { Found } from './folder.ts';
import type { Journal } from './journal.ts';

const TRIES = 6;
const FIRST_WAIT = 1000;
/** The longest id of a caller's own. */
const OWN_ID = 256;

/**
 * Announces a file and sends its bytes straight to storage, and tells its id; tries again what a broken line or a busy
 * store cost. Rejects with a Refusal.
 */
export async function send(
  bucketId: number,
  found: Found,
  journal: Journal,
  onSent: (bytes: number) => void,
): Promise<number> {
  let key = journal.keyOf(found);
  for (let tries = 1; ; tries++) {
    try {
      const id = await sendOnce(bucketId, found, key, onSent);
      if (id !== undefined) return id;
      if (tries === TRIES) throw new Refusal(LAPSED, 'Storage refuses the address it was sent to.');
      key = journal.newKey(found);
    } catch (error) {
      if (!(error instanceof Refusal) || tries === TRIES || !isWorthAnother(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT * 2 ** (tries - 1)));
    }
  }
}

/** As S3 answers to an address whose hour is over. */
const LAPSED = 403;
/** As S3 answers when the bytes are there already: an earlier try had come through. */
const THERE = 412;

const isWorthAnother = ({ status }: Refusal) => status === 0 || status === 429 || status >= 500;

/** The file's id; undefined when its address was of an announcement too long ago, which is withdrawn. */
async function sendOnce(
  bucketId: number,
  { path, file }: Found,
  key: string,
  onSent: (bytes: number) => void,
): Promise<number | undefined> {
  const params = { bucket_id: bucketId };
  const json = {
    file_name: file.name,
    size: file.size,
    ...(path !== file.name && path.length <= OWN_ID && { audio_id: path }),
  };
  const { data, upload } = await ask(routes.addUpload, { params, json, key });
  const status = await put(upload.url, upload.headers, file, onSent);
  if (status === LAPSED) {
    await tell(routes.deleteFiles, { params: { ...params, ids: data.id } });
    return undefined;
  }
  if ((status < 200 || status >= 300) && status !== THERE)
    throw new Refusal(status, status === 0 ? 'The line broke.' : `Storage answered with a ${status}.`);
  return data.id;
}

/** The status of the answer, 0 without one. Unlike `fetch` it tells how far it is. */
function put(
  url: string,
  headers: Readonly<Record<string, string>>,
  file: File,
  onSent: (bytes: number) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onloadend = () => resolve(request.status);
    request.send(file);
  });
}
