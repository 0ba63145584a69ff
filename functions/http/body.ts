import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Malformed, Unsupported } from '#domain/errors.ts';

export type Fields = Record<string, unknown>;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MULTIPART_TYPE = 'multipart/form-data';

/**
 * The fields of a JSON, form or multipart body alike. `name[]` is `name`; a field sent twice is a list; a file
 * is `{ name, bytes }`. Undefined when there is no body at all. Rejects with Malformed or Unsupported.
 */
export async function readBody(event: APIGatewayProxyEventV2): Promise<Fields | undefined> {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length === 0) return undefined;
  const contentType = event.headers['content-type'] ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === JSON_TYPE) return readJson(bytes);
  if (type === FORM_TYPE) return collect(new URLSearchParams(bytes.toString()));
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
    throw new Malformed('The body is not the JSON that its Content-Type says it is.', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Malformed('The body must be a JSON object with the fields by name.');
  }
  return { ...body };
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<Fields> {
  const parts: [string, unknown][] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: bytes.length },
    });
    parser.on('field', (name, value) => parts.push([name, value]));
    parser.on('file', (name, stream, fileName) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => parts.push([name, { name: fileName ?? '', bytes: Buffer.concat(chunks) }]));
    });
    await pipeline(Readable.from([bytes]), parser);
  } catch (cause) {
    throw new Malformed('The body is not the multipart/form-data that its Content-Type says it is.', {
      cause,
    });
  }
  if (parts.length === 0) throw new Malformed('The multipart/form-data body has no parts.');
  return collect(parts);
}

function collect(parts: Iterable<[string, unknown]>): Fields {
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of parts) {
    const list = lists.get(name) ?? [];
    list.push(value);
    lists.set(name, list);
  }
  const fields: Fields = {};
  for (const [name, list] of lists) {
    const isList = name.endsWith('[]');
    fields[isList ? name.slice(0, -2) : name] = isList || list.length > 1 ? list : list[0];
  }
  return fields;
}
