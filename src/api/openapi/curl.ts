import type { OpenApiDocument, OperationObject } from './document.ts';
import { type JsonSchema, resolved } from './json-schema.ts';

/** A call of the operation as one would type it. */
export function curlOf(
  method: string,
  path: string,
  operation: OperationObject,
  { components }: OpenApiDocument,
  origin: string,
): string {
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(origin + filled(path, operation))}`,
  ];
  if (operation.security.length > 0) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  const content = operation.requestBody?.content;
  const multipart = content?.['multipart/form-data'];
  if (multipart) {
    const body = resolved(multipart.schema, components.schemas);
    const fields = Object.entries(body.properties ?? {});
    const hasFile = fields.some(([, { contentMediaType }]) => contentMediaType !== undefined);
    lines.push(...(hasFile ? formOf(body, fields) : jsonOf(body, fields)));
  }
  return lines.join(' \\\n  ');
}

const filled = (path: string, { parameters = [] }: OperationObject): string =>
  path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const parameter = parameters.find((each) => each.name === name);
    return String(parameter?.schema.examples?.[0] ?? whole);
  });

type Fields = readonly [string, JsonSchema][];

const formOf = ({ required = [] }: JsonSchema, fields: Fields): string[] =>
  fields.flatMap(([name, { contentMediaType, examples }]) => {
    if (contentMediaType) return [`-F ${name}=@song.mp3`];
    return required.includes(name) ? [`-F ${quoted(`${name}=${examples?.[0] ?? ''}`)}`] : [];
  });

/** The required fields; where none is, the first that has an example. */
function jsonOf({ required = [] }: JsonSchema, fields: Fields): string[] {
  const shown = fields.filter(([, { examples }]) => examples);
  const needed = shown.filter(([name]) => required.includes(name));
  const body = (needed.length > 0 ? needed : shown.slice(0, 1)).map(([name, { examples }]) => [
    name,
    examples?.[0],
  ]);
  // Not --json, which curl has since 7.82 only.
  return [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(Object.fromEntries(body)))}`];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
