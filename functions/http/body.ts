import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Malformed, Unsupported } from '#domain/errors.ts';

type Fields = Record<string, unknown>;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MULTIPART_TYPE = 'multipart/form-data';

/** No call has nearly as many. */
const MOST_FIELDS = 1000;

/**
 * The fields of a JSON, form or multipart body alike. `name[]` and `name[0]` are `name`, a list; so is a field
 * sent twice; a file is `{ name, bytes }`. Undefined when there is no body at all. Rejects with Malformed or
 * Unsupported.
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
    body = JSON.parse(bytes.toString());
  } catch (cause) {
    throw malformed(JSON_TYPE, bytes, cause);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Malformed('The body must be a JSON object with the fields by name.');
  }
  return { ...body };
}

function readForm(bytes: Buffer): Fields {
  const kind = kindOf(bytes);
  // Any bytes are a form: what is plainly something else would have its fields missed, not found wrong.
  if (kind === JSON_TYPE || kind === MULTIPART_TYPE) throw malformed(FORM_TYPE, bytes);
  return collect([...new URLSearchParams(bytes.toString())]);
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<Fields> {
  const parts: [string, unknown][] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: bytes.length, fieldNameSize: bytes.length, parts: MOST_FIELDS + 1 },
    });
    parser.on('field', (name, value) => parts.push([name, value]));
    parser.on('file', (name, stream, fileName) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => parts.push([name, { name: fileName ?? '', bytes: Buffer.concat(chunks) }]));
      // The parser fails with it; unheard, it would end the process.
      stream.on('error', () => {});
    });
    await pipeline(Readable.from([bytes]), parser);
  } catch (cause) {
    throw malformed(MULTIPART_TYPE, bytes, cause);
  }
  if (parts.length === 0) throw malformed(MULTIPART_TYPE, bytes);
  return collect(parts);
}

/** What a body is by its looks. */
function kindOf(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 1000).toString().trimStart();
  if (/^--\S.*\r?\ncontent-/i.test(start)) return MULTIPART_TYPE;
  if (/^[{[]/.test(start)) return isJson(bytes) ? JSON_TYPE : undefined;
  return /^[\w.%+[\]-]+=/.test(start) ? FORM_TYPE : undefined;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

function malformed(type: string, bytes: Buffer, cause?: unknown): Malformed {
  const kind = kindOf(bytes);
  const hint =
    kind === undefined || kind === type
      ? 'Send it whole, as your HTTP client makes it.'
      : `It looks like ${kind}: name that, as your HTTP client does when it sets Content-Type itself.`;
  return new Malformed(`The body is not the ${type} that its Content-Type says it is. ${hint}`, { cause });
}

function collect(parts: readonly [string | undefined, unknown][]): Fields {
  if (parts.length > MOST_FIELDS) throw new Malformed(`The body has more than ${MOST_FIELDS} fields.`);
  const fields = new Map<string, { values: unknown[]; isList: boolean }>();
  for (const [spelt = '', value] of parts) {
    const name = spelt.replace(/\[\d*\]$/, '');
    const { values, isList } = fields.get(name) ?? { values: [], isList: name !== spelt };
    fields.set(name, { values: [...values, value], isList });
  }
  // Not by assignment: `__proto__` is a name like any other.
  return Object.fromEntries(
    [...fields].map(([name, { values, isList }]) => [name, isList || values.length > 1 ? values : values[0]]),
  );
}
