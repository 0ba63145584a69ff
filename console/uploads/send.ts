import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { Refusal } from '../asking/refusal.ts';
import type { Found } from './folder.ts';
import type { Journal } from './journal.ts';

const TRIES = 6;
const FIRST_WAIT = 1000;
/** The longest id of a caller's own. */
const OWN_ID = 256;

/**
 * Announces a file and sends its bytes straight to storage; tries again what a broken line or a busy store cost.
 * Rejects with a Refusal.
 */
export async function send(
  bucketId: number,
  found: Found,
  journal: Journal,
  onSent: (bytes: number) => void,
): Promise<void> {
  let key = journal.keyOf(found);
  for (let tries = 1; ; tries++) {
    try {
      await sendOnce(bucketId, found, key, onSent);
      return;
    } catch (error) {
      if (!(error instanceof Refusal) || tries === TRIES || !isWorthAnother(error)) throw error;
      if (error.status === LAPSED) key = journal.newKey(found);
      else await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT * 2 ** (tries - 1)));
    }
  }
}

/** As S3 answers to an address whose hour is over. */
const LAPSED = 403;
/** As S3 answers when the bytes are there already: an earlier try had come through. */
const THERE = 412;

const isWorthAnother = ({ status }: Refusal) =>
  status === 0 || status === 429 || status >= 500 || status === LAPSED;

async function sendOnce(
  bucketId: number,
  { path, file }: Found,
  key: string,
  onSent: (bytes: number) => void,
): Promise<void> {
  const json = {
    file_name: file.name,
    size: file.size,
    ...(path !== file.name && path.length <= OWN_ID && { audio_id: path }),
  };
  const { upload } = await ask(routes.addUpload, { params: { bucket_id: bucketId }, json, key });
  const status = await put(upload.url, upload.headers, file, onSent);
  if ((status < 200 || status >= 300) && status !== THERE)
    throw new Refusal(status, status === 0 ? 'The line broke.' : `Storage answered with a ${status}.`);
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
