import { createHash } from 'node:crypto';
import { headerDuration } from '#media/headers/header.ts';
import { hasArrived } from './arrival.ts';
import { type Caller, callWithForm, hasKey, remove } from './call.ts';
import type { Form } from './form.ts';
import { passedOn } from './headers.ts';
import { isObject } from './objects.ts';
import { Refused } from './refused.ts';
import { NoAnswer } from './send.ts';
import type { Spool } from './spool.ts';
import { type Answer, ask } from './upstream.ts';

/** Bytes of a file in which its header is looked for. */
const HEADER = 1024 * 1024;
/** Characters of a name; of a longer one the end, with the ending. */
const LONGEST_NAME = 1000;
const NAMELESS = 'untitled';

/**
 * Adds a file to a bucket by a direct upload, and answers as the deployment does when one comes within a request.
 * `bucket` is the path of the bucket. Rejects with Refused (409, 502) when its bytes do not arrive: nothing is kept but
 * what the same call, sent again under its client's key, goes on with.
 */
export async function uploadDirectly(
  caller: Caller,
  bucket: string,
  { fields, fileName }: Form,
  content: Spool,
): Promise<Answer> {
  const name = fileName().slice(-LONGEST_NAME) || NAMELESS;
  const announced = await callWithForm(caller, `${bucket}/uploads`, [
    ...fields.filter(([field]) => field !== 'file_name' && field !== 'size'),
    ['file_name', name],
    ['size', String(content.size)],
    // By it the same key with other bytes is told from the same call once more.
    ...(hasKey(caller) ? ([['md5', await md5Of(content)]] as const) : []),
  ]);
  if (announced.status !== 201) return announced;
  const { data, upload } = expectedOf(announced);
  try {
    await put(new URL(upload.url), upload.headers, content);
  } catch (error) {
    // Under a key of the client's the file may be an earlier call's, whose bytes came then; nobody else has heard of it.
    if (!hasKey(caller)) await remove(caller, `${bucket}/files/${data.id}`);
    if (!hasKey(caller) || !(await hasArrived(caller, data.acr_id))) throw error;
  }
  const duration = headerDuration(await content.read(0, HEADER), content.size) ?? 0;
  const body = Buffer.from(JSON.stringify({ data: { ...data, duration: duration.toFixed(6) } }));
  const headers = passedOn(announced.headers, ['content-length']);
  return { status: 200, headers: [...headers, 'Content-Length', String(body.length)], body };
}

async function put(url: URL, headers: Readonly<Record<string, string>>, content: Spool): Promise<void> {
  const outgoing = {
    method: 'PUT',
    path: `${url.pathname}${url.search}`,
    headers: Object.entries(headers).flat(),
    body: content,
  };
  const { status } = await ask(url, outgoing).catch((cause) => {
    if (!(cause instanceof NoAnswer)) throw cause;
    throw new Refused(502, `The storage of the deployment took no bytes: ${cause.message}. Send it again.`);
  });
  // 412: an earlier attempt has arrived, whose answer was lost.
  if ((status >= 200 && status < 300) || status === 412) return;
  throw new Refused(502, `The storage of the deployment refused the bytes (${status}). Send it again.`);
}

async function md5Of(content: Spool): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of content.stream()) hash.update(chunk);
  return hash.digest('hex');
}

interface Expected {
  readonly data: { readonly id: number; readonly acr_id: string };
  readonly upload: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

/** What the deployment says of the file that it expects; a schema library would take more memory than all else here. */
function expectedOf({ body }: Answer): Expected {
  const told: unknown = JSON.parse(body.toString());
  if (isExpected(told)) return told;
  throw new Refused(502, 'The deployment expects a file, but does not say where: is it of another version?');
}

const isExpected = (value: unknown): value is Expected =>
  isObject(value) &&
  isObject(value['data']) &&
  Number.isInteger(value['data']['id']) &&
  typeof value['data']['acr_id'] === 'string' &&
  isObject(value['upload']) &&
  typeof value['upload']['url'] === 'string' &&
  URL.canParse(value['upload']['url']) &&
  isObject(value['upload']['headers']) &&
  Object.values(value['upload']['headers']).every((header) => typeof header === 'string');
