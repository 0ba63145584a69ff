import { isKeyed, meanings, refusalBody, refusalsOf } from '#api/answers/refusals.ts';
import type { RefusalStatus, Route } from '../route.ts';
import { type Operation, routes } from '../routes.ts';
import type {
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  Reference,
  ResponseObject,
} from './document.ts';
import examples from './examples.json' with { type: 'json' };
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

/** Of each operation that answers with JSON; written by the tests. */
const answers = new Map<string, unknown>(Object.entries(examples));

type Resource = (typeof routes)[Operation]['resource'];

const info = `Refrain stores audio fingerprints and tells which recordings you already have.

Send \`Authorization: Bearer <token>\` with every call that names a scope; the examples have the token in \`$TOKEN\`. The first one is printed by \`npm start\`, or made by \`npx refrain token\`. Bodies may be JSON, a form or multipart/form-data alike, with the same field names; numbers may be digits in text. Unknown fields are ignored. Times are UTC.

A path that has other methods answers 405 and names them in \`Allow\`; one that is not there answers 404. Every answer carries \`x-request-id\`.`;

const license = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };

const tags: Readonly<Record<Resource, string>> = {
  buckets: 'Named sets in one region: of audio files, or of unique recordings.',
  files: 'The audio files and fingerprints of a `File` bucket.',
  uploads: 'Files over the inline limit, sent straight to storage.',
  'dedup-files': 'The unique recordings of a `DedupFile` bucket, each with the track ids that are it.',
  dumps: 'All file records of a bucket, written out once.',
  duplicates: 'Files of the account in this region that are copies of each other.',
  identify: 'In which recordings of a bucket a sample sounds.',
  tokens: 'Who may call. Needs the scope `admin`.',
  health: 'Whether this region answers.',
  description: 'This description, and the page that works with all of it.',
};

const reasons: Readonly<Record<RefusalStatus, string>> = {
  400: 'Malformed',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Lapsed',
  413: 'TooLarge',
  415: 'Unsupported',
  422: 'Invalid',
  429: 'Contended',
  500: 'Fault',
  503: 'Busy',
};

const requestIdHeader: Reference = { $ref: '#/components/headers/RequestId' };
const headers = {
  RequestId: { description: 'Names this call in the logs.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds to wait before the next attempt.', schema: { type: 'integer' } },
  Location: { description: 'Where it is.', schema: { type: 'string', format: 'uri' } },
} as const;

/** The OpenAPI document of the route table. */
export function describe(version: string): OpenApiDocument {
  const schemas = new Map<string, JsonSchema>();
  const responses = new Map<string, ResponseObject>();
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const [operation, route] of Object.entries<Route>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationObject(operation, route, schemas, responses),
    };
  }
  const used = new Set(Object.values(routes).map(({ resource }) => resource));
  return {
    openapi: '3.1.1',
    info: { title: 'Refrain', version, description: info, license },
    servers: [{ url: '/' }],
    tags: [...used].map((name) => ({ name, description: tags[name] })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token from POST /api/tokens.' },
      },
      schemas: Object.fromEntries(schemas),
      responses: Object.fromEntries(responses),
      headers,
    },
  };
}

function operationObject(
  operation: string,
  route: Route,
  schemas: Map<string, JsonSchema>,
  responses: Map<string, ResponseObject>,
): OperationObject {
  const { scope, summary, resource } = route;
  const parameters = [
    ...parametersOf(route, 'path', schemas),
    ...parametersOf(route, 'query', schemas),
    ...(isKeyed(route) ? [idempotencyKey] : []),
  ];
  const needs = scope === 'public' ? 'Needs no token.' : `Needs a token with the scope \`${scope}\`.`;
  const refusals = refusalsOf(route).map((status): [string, Reference] => [
    String(status),
    refusal(status, schemas, responses),
  ]);
  return {
    operationId: operation,
    tags: [resource],
    summary,
    description: `${summary} ${needs}`,
    security: scope === 'public' ? [] : [{ token: [scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: requestBody(operation, route.body, schemas) }),
    responses: {
      [String(route.status)]: success(operation, route, schemas),
      ...(route.mayRedirect && { '302': redirect }),
      ...Object.fromEntries(refusals),
    },
  };
}

const idempotencyKey: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A key of your own for this call: repeated under it within 24 hours, it gets the same answer and does nothing twice.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

function parametersOf(
  route: Route,
  place: 'path' | 'query',
  schemas: Map<string, JsonSchema>,
): ParameterObject[] {
  const source = place === 'path' ? route.params : route.query;
  if (!source) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(source, schemas);
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** One schema for the three spellings of a body; only multipart carries files. */
function requestBody(
  operation: string,
  body: NonNullable<Route['body']>,
  schemas: Map<string, JsonSchema>,
): NonNullable<OperationObject['requestBody']> {
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
  const whole = jsonSchemaOf(body, schemas);
  const entries = Object.entries(whole.properties ?? {});
  const plain = entries.filter(([, { contentMediaType }]) => contentMediaType === undefined);
  schemas.set(name, { ...whole, properties: Object.fromEntries(plain) });
  const hasFile = plain.length < entries.length;
  if (hasFile) schemas.set(`${name}Multipart`, whole);
  const objects = entries.filter(([, { type }]) => type === 'object').map(([field]) => field);
  const encoding = Object.fromEntries(objects.map((field) => [field, { contentType: 'application/json' }]));
  const form = objects.length > 0 ? { encoding } : {};
  const schema = { $ref: `#/components/schemas/${name}` };
  const json = { 'application/json': { schema } };
  const asForm = { 'application/x-www-form-urlencoded': { schema, ...form } };
  const withFile = { $ref: `#/components/schemas/${name}${hasFile ? 'Multipart' : ''}` };
  const multipart = { 'multipart/form-data': { schema: withFile, ...form } };
  return {
    required: (whole.required ?? []).length > 0 || hasFile,
    // Many generators take the first: what it makes must be able to send a file.
    content: hasFile ? { ...multipart, ...json, ...asForm } : { ...json, ...asForm, ...multipart },
  };
}

function success(operation: string, route: Route, schemas: Map<string, JsonSchema>): ResponseObject {
  const example = answers.get(operation);
  const media = route.contentType ?? 'application/json';
  return {
    description: route.answer ? 'Done.' : 'Done; there is no body.',
    headers: { 'x-request-id': requestIdHeader },
    ...(route.answer && {
      content: {
        [media]: { schema: jsonSchemaOf(route.answer, schemas), ...(example !== undefined && { example }) },
      },
    }),
  };
}

const redirect: ResponseObject = {
  description: 'Found: it is at Location.',
  headers: { 'x-request-id': requestIdHeader, location: { $ref: '#/components/headers/Location' } },
};

/** A refusal is written down once. */
function refusal(
  status: RefusalStatus,
  schemas: Map<string, JsonSchema>,
  responses: Map<string, ResponseObject>,
): Reference {
  const name = reasons[status];
  if (!responses.has(name)) {
    const schema = jsonSchemaOf(refusalBody(status), schemas);
    responses.set(name, {
      description: meanings[status],
      headers: {
        'x-request-id': requestIdHeader,
        ...((status === 429 || status === 503) && {
          'retry-after': { $ref: '#/components/headers/RetryAfter' },
        }),
      },
      content: { 'application/json': { schema } },
    });
  }
  return { $ref: `#/components/responses/${name}` };
}
