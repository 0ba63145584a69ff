import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Malformed, TooLarge, Unsupported } from '#domain/errors.ts';
import { type Fields, fieldsOf, firstKeyOf } from './fields.ts';
import { type Part, partsOf } from './multipart.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MULTIPART_TYPE = 'multipart/form-data';

/** No call has nearly as many. */
const MOST_FIELDS = 1000;
/** What API Gateway carries as it is; a few bytes of gzip can become any number. */
const MOST_UNPACKED = 10 * 1024 ** 2;
const FILE = 'file';

/**
 * The fields of a JSON, form or multipart body alike; the part `file` is `{ name, bytes }`. Of a form those that no
 * schema reads are left out and never decoded. Undefined when there is no body at all. Rejects with Malformed,
 * Unsupported or TooLarge.
 */
export async function readBody(
  event: APIGatewayProxyEventV2,
  isRead: (field: string) => boolean = () => true,
): Promise<Fields | undefined> {
  const sent = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (sent.length === 0) return undefined;
  const bytes = unpacked(sent, event.headers['content-encoding']);
  const contentType = event.headers['content-type'] ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === JSON_TYPE) return readJson(bytes);
  if (type === FORM_TYPE) return readForm(bytes, isRead);
  if (type === MULTIPART_TYPE) return readMultipart(bytes, contentType, isRead);
  throw new Unsupported(
    `Send the body as ${JSON_TYPE}, ${FORM_TYPE} or ${MULTIPART_TYPE}, and name which in Content-Type.`,
  );
}

function unpacked(bytes: Buffer, encoding = 'identity'): Buffer {
  const coding = encoding.trim().toLowerCase();
  if (coding === '' || coding === 'identity') return bytes;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new Unsupported(`A body in ${encoding} cannot be read: send it as it is, or in gzip.`);
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new TooLarge(
        `The body has more than ${MOST_UNPACKED} bytes when it is unpacked. For a larger file, POST its file_name to /api/buckets/{bucket_id}/uploads and PUT the bytes to the URL it answers.`,
      );
    }
    throw new Malformed('The body is not the gzip that its Content-Encoding says it is.', { cause });
  }
}

function readJson(bytes: Buffer): Fields {
  let body: unknown;
  try {
    body = JSON.parse(textOf(bytes));
  } catch (cause) {
    if (cause instanceof Malformed) throw cause;
    refuseMultipart(bytes, JSON_TYPE);
    throw new Malformed('The body is not the JSON that its Content-Type says it is.', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Malformed('The body must be a JSON object with the fields by name.');
  }
  return { ...body };
}

function readForm(bytes: Buffer, isRead: (field: string) => boolean): Fields {
  refuseMultipart(bytes, FORM_TYPE);
  const text = bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  if (/^\s*\{\s*"/.test(text)) {
    throw new Malformed(`The body is ${JSON_TYPE}, but its Content-Type says ${FORM_TYPE}: name what it is.`);
  }
  const pairs = text.split('&', MOST_FIELDS + 1);
  if (pairs.length > MOST_FIELDS) throw new Malformed(`The body has more than ${MOST_FIELDS} fields.`);
  const named = pairs.map((pair) => ({ pair, name: nameOf(pair) }));
  return fieldsOf(
    named
      .filter(({ name }) => isRead(firstKeyOf(name)))
      .flatMap(({ pair }) => [...new URLSearchParams(withoutLosses(textOf(Buffer.from(pair, 'latin1'))))]),
  );
}

const nameOf = (pair: string): string => new URLSearchParams(pair).keys().next().value ?? '';

const NOT_UTF8 = 'The body holds text that is not UTF-8: send it in UTF-8.';

/** Without the mark that some put before it. Refused, since what cannot be read would be altered in silence. */
function textOf(bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Malformed(NOT_UTF8, { cause });
  }
}

/** Likewise for `%E9`. */
function withoutLosses(form: string): string {
  try {
    for (const [run] of form.matchAll(/(?:%[89A-F][0-9A-F])+/gi)) decodeURIComponent(run);
    return form;
  } catch (cause) {
    throw new Malformed(NOT_UTF8, { cause });
  }
}

/** Clients that are told a Content-Type by hand send it with whatever body they make. */
function refuseMultipart(bytes: Buffer, type: string): void {
  if (!/^\s*--.*\r?\ncontent-/i.test(bytes.toString('latin1', 0, 1000))) return;
  throw new Malformed(
    `The body is ${MULTIPART_TYPE}, but its Content-Type says ${type}: let your client set it, with the boundary.`,
  );
}

async function readMultipart(
  bytes: Buffer,
  contentType: string,
  isRead: (field: string) => boolean,
): Promise<Fields | undefined> {
  // The closing boundary alone is a client's way to send none.
  if (/boundary=/i.test(contentType) && /^\s*--\S+--\s*$/.test(bytes.toString('latin1', 0, 200)))
    return undefined;
  const parts = await partsOf(bytes, contentType, MOST_FIELDS);
  return fieldsOf(
    parts.flatMap((part): [string, unknown][] => {
      const { name } = part;
      if (name === undefined || !isRead(firstKeyOf(name))) return [];
      if (name === FILE) return [[name, uploaded(part)]];
      // A file under another name than ours, such as `file[]`.
      return firstKeyOf(name) === FILE ? [] : [[name, textOf(part.bytes, part.charset)]];
    }),
  );
}

/** What browsers send for a file field in which none was chosen counts as not sent. */
function uploaded({ fileName, bytes }: Part): unknown {
  const name = fileName();
  return name === '' && bytes.length === 0 ? '' : { name, bytes };
}
