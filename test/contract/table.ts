import { describe } from '#api/openapi/describe.ts';
import type { OperationObject } from '#api/openapi/document.ts';
import { type JsonSchema, resolved } from '#api/openapi/json-schema.ts';
import type { Route } from '#api/route.ts';
import { routes } from '#api/routes.ts';
import type { Witnessed } from './witnessed.ts';

/** One thing the contract promises, and the tests that have seen it. */
export interface Promised {
  readonly operation: string;
  readonly what: string;
  readonly tests: readonly string[];
}

const { paths, components } = describe('');
/** Refusals that come of a fault, not of a route: seen on one route, they are seen on all. */
const faults = ['429', '500', '503'];

const testsOf = (witnessed: readonly Witnessed[], isSeen: (each: Witnessed) => boolean): string[] =>
  [...new Set(witnessed.filter(isSeen).map(({ test }) => test))].sort();

/** Every route with every status and field it has. */
export function promises(witnessed: readonly Witnessed[]): Promised[] {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return [
    ...operations.flatMap((operation) => promisesOf(operation, witnessed)),
    ...[404, 405].map((status) => ({
      operation: '$default',
      what: `${status}`,
      tests: testsOf(witnessed, (each) => each.operation === '$default' && each.status === status),
    })),
    ...faults.map((status) => ({
      operation: '$default',
      what: status,
      tests: testsOf(witnessed, (each) => String(each.status) === status),
    })),
  ];
}

function promisesOf(operation: OperationObject, witnessed: readonly Witnessed[]): Promised[] {
  const { operationId, parameters = [], requestBody, responses } = operation;
  const own = witnessed.filter((each) => each.operation === operationId);
  const row = (what: string, isSeen: (each: Witnessed) => boolean): Promised => ({
    operation: operationId,
    what,
    tests: testsOf(own, isSeen),
  });
  const statuses = Object.keys(responses).filter((status) => !faults.includes(status));
  const multipart = requestBody?.content['multipart/form-data']?.schema;
  const body = multipart && resolved(multipart, components.schemas).properties;
  const sent = [...parameters.map(({ name }) => name), ...Object.keys(body ?? {})];
  return [
    ...statuses.map((status) => row(status, (each) => String(each.status) === status)),
    ...sent.map((field) => row(`sent \`${field}\``, (each) => each.sent.includes(field))),
    ...answeredBy(operation).map((field) =>
      row(`answered \`${field}\``, (each) => each.answered.includes(field)),
    ),
  ];
}

function answeredBy({ responses }: OperationObject): string[] {
  const fields = Object.values(responses).flatMap((response) =>
    'content' in response && response.content
      ? Object.values(response.content).flatMap(({ schema }) => fieldsOf(schema))
      : [],
  );
  return [...new Set(fields)];
}

/** As the paths at which an answer has values are written: `data[].id`. */
function fieldsOf(schema: JsonSchema, prefix = ''): string[] {
  const { anyOf, items, properties } = resolved(schema, components.schemas);
  const within = [
    ...(anyOf ?? []).flatMap((each) => fieldsOf(each, prefix)),
    ...(items ? fieldsOf(items, `${prefix}[]`).filter((field) => field !== `${prefix}[]`) : []),
    ...Object.entries(properties ?? {}).flatMap(([name, field]) =>
      fieldsOf(field, prefix ? `${prefix}.${name}` : name),
    ),
  ];
  return within.length > 0 ? within : prefix ? [prefix] : [];
}

const SHOWN = 2;

const isOurs = (operation: string): boolean =>
  Object.entries<Route>(routes).some(([name, { ours }]) => name === operation && ours);

/** docs/contract.md. */
export function contractPage(rows: readonly Promised[]): string {
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary }]) => [
      `## ${operationId}`,
      `\`${method.toUpperCase()} ${path}\`${isOurs(operationId) ? ' *(ours)*' : ''}: ${summary}`,
      table(rows.filter(({ operation }) => operation === operationId)),
    ]),
  );
  return `${[
    '# What is promised, and the tests that hold it to it',
    'Made by `npm run docs` from the route table and from what the tests over HTTP asserted while they ran; a test fails when this page is not what they show, or when a line has no test. A status counts when a test asserted it, a sent field when a call that had it succeeded, an answered field when it was in an answer that was held against its schema. *(ours)* marks what neither of the APIs has that are answered here. At most two tests are named a line.',
    ...sections.flat(),
    '## Everything else',
    'A path that no route has, a method that a path has not, and what may befall any route: a record that others write all the time, our own faults, a store that throttles.',
    table(rows.filter(({ operation }) => operation === '$default')),
    'API Gateway’s own throttling is a 429 too; it is not ours to test, and the local run does not throttle.',
  ].join('\n\n')}\n`;
}

function table(rows: readonly Promised[]): string {
  const lines = rows.map(({ what, tests }) => ({
    what,
    tests: tests.slice(0, SHOWN).map(escaped).join('<br>') || '**none**',
  }));
  // Neighbours that the same tests have seen share a line.
  const merged: typeof lines = [];
  for (const line of lines) {
    const last = merged.at(-1);
    const [kind, field] = line.what.split(' ');
    if (field && last?.tests === line.tests && last.what.startsWith(`${kind} `)) {
      last.what += `, ${field}`;
    } else merged.push(line);
  }
  return [
    '| what | tests |',
    '| --- | --- |',
    ...merged.map(({ what, tests }) => `| ${what} | ${tests} |`),
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
