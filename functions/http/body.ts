import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Malformed, Unsupported } from '#domain/errors.ts';
import { type Fields, fieldsOf } from './fields.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MULTIPART_TYPE = 'multipart/form-data';

/** No call has nearly as many. */
const MOST_FIELDS = 1000;

/**
 * The fields of a JSON, form or multipart body alike; the part `file` is `{ name, bytes }`. Undefined when there
 * is no body at all. Rejects with Malformed or Unsupported.
 */
export async function readBody(event: APIGatewayProxyEventV2): Promise<Fields | undefined> {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length === 0) return undefined;
  const contentType = event.headers['content-type'] ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === JSON_TYPE) return readJson(bytes);
  if (type === FORM_TYPE) return readForm(bytes);
  if (type === MULTIPART_TYPE) return readMultipart(bytes, contentType);
  throw new Unsupported(
    `Send the body as ${JSON_TYPE}, ${FORM_TYPE} or ${MULTIPART_TYPE}, and name which in Content-Type.`,
  );
}

function readJson(bytes: Buffer): Fields {
  let body: unknown;
  try {
    body = JSON.parse(utf8(bytes));
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

function readForm(bytes: Buffer): Fields {
  refuseMultipart(bytes, FORM_TYPE);
  const text = utf8(bytes);
  refuseEscapes(text);
  if (/^\s*\{\s*"/.test(text)) {
    throw new Malformed(`The body is ${JSON_TYPE}, but its Content-Type says ${FORM_TYPE}: name what it is.`);
  }
  return fieldsOf(fewOf([...new URLSearchParams(text)]));
}

const NOT_UTF8 = 'The body holds text that is not UTF-8: send it in UTF-8.';

/** Without the mark that some put before it. Refused, since what cannot be read would be altered in silence. */
function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Malformed(NOT_UTF8, { cause });
  }
}

/** Likewise for `%E9`. */
function refuseEscapes(form: string): void {
  try {
    for (const [run] of form.matchAll(/(?:%[89A-F][0-9A-F])+/gi)) decodeURIComponent(run);
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

async function readMultipart(bytes: Buffer, contentType: string): Promise<Fields | undefined> {
  if (!/;\s*boundary=/i.test(contentType)) {
    throw new Malformed(
      `The Content-Type ${MULTIPART_TYPE} names no boundary: let your client set it itself.`,
    );
  }
  // The closing boundary alone is a client's way to send none.
  if (/^\s*--\S+--\s*$/.test(bytes.toString('latin1', 0, 200))) return undefined;
  const parts: [name: string, fileName: string, bytes: Buffer][] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldNameSize: bytes.length, parts: MOST_FIELDS + 1 },
      // All as bytes: some send text as if it were a file, and files as if they were text; and the parser would alter
      // text that it cannot read.
      isPartAFile: () => true,
    });
    parser.on('file', (name: string | undefined, stream, fileName: string | undefined) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => name !== undefined && parts.push([name, fileName ?? '', Buffer.concat(chunks)]));
      // The parser fails with it too; unheard, it would end the process.
      stream.on('error', () => {});
    });
    await pipeline(Readable.from([bytes]), parser);
  } catch (cause) {
    throw new Malformed(`The body is not the ${MULTIPART_TYPE} that its Content-Type says it is.`, { cause });
  }
  if (parts.length === 0) {
    throw new Malformed(
      `The body is not the ${MULTIPART_TYPE} that its Content-Type says it is: it has no parts.`,
    );
  }
  return fieldsOf(
    fewOf(parts).map(([name, fileName, part]) => [
      name,
      name === 'file' ? uploaded(fileName, part) : utf8(part),
    ]),
  );
}

function fewOf<P>(parts: P[]): P[] {
  if (parts.length <= MOST_FIELDS) return parts;
  throw new Malformed(`The body has more than ${MOST_FIELDS} fields.`);
}

/** What browsers send for a file field in which none was chosen counts as not sent. */
const uploaded = (name: string, bytes: Buffer) => (name === '' && bytes.length === 0 ? '' : { name, bytes });
