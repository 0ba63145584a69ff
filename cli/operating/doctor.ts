import { examineAges } from '#aws/examining/ages.ts';
import type { Finding } from '#aws/examining/finding.ts';
import { examineFunctions } from '#aws/examining/functions.ts';
import { examineQueues } from '#aws/examining/queues.ts';
import { examineTables } from '#aws/examining/tables.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { indexTableIn, type Names, recordsTableIn } from '#infra/names.ts';
import { namesFor, type Place, recordsIn } from './deployed.ts';

/** What the sweeper has not done in so many minutes it cannot do. */
const OVERDUE = 10;
const MOST_COUNTED = 1000;

/**
 * `refrain doctor`: a line for each thing that is looked at, what is wrong marked. Ends with 0 when all is well, with 2
 * when something is not.
 */
export async function doctor({
  region,
  stage,
  json,
  url,
}: Place & { readonly url?: string | undefined }): Promise<number> {
  const findings = await examine(namesFor(stage), region, url);
  const isWell = findings.every((finding) => finding.isWell !== false);
  const lines = findings.map((finding) => `${marks[`${finding.isWell}`]}  ${finding.what}: ${finding.is}`);
  const verdict = isWell ? 'All is well.' : 'Something is wrong: docs/runbook.md says what to do about each.';
  const told = json
    ? JSON.stringify({
        well: isWell,
        findings: findings.map(({ what, is, isWell = null }) => ({ what, is, well: isWell })),
      })
    : [...lines, verdict].join('\n');
  process.stdout.write(`${told}\n`);
  return isWell ? 0 : 2;
}

const marks = { true: 'ok   ', false: 'WRONG', undefined: '-    ' } as const;

async function examine(names: Names, region: string, url: string | undefined): Promise<Finding[]> {
  const queues = [names.recordingsQueue, names.dumpsQueue];
  const tables = [recordsTableIn(names, region), indexTableIn(names, region)];
  const parts: [what: string, look: () => Promise<Finding[]>][] = [
    ['API', async () => (url === undefined ? [] : [await reach(url)])],
    ['tables', () => examineTables(region, tables)],
    ['queues', () => examineQueues(region, queues)],
    ['todos', async () => [await examineTodos(recordsIn(names, region))]],
    ['oldest messages', () => onAws('CLOUDWATCH', () => examineAges(region, queues, new Date()))],
    ['functions', () => onAws('LAMBDA', () => examineFunctions(region, names.prefix))],
  ];
  const found = await Promise.all(
    parts.map(async ([what, look]) => {
      const lines = await look().catch((error): Finding[] => [failed(what, error)]);
      return lines.map((line) => (line.what === '' ? { ...line, what } : line));
    }),
  );
  return found.flat();
}

const failed = (what: string, error: unknown): Finding => ({
  what,
  is: `could not be asked: ${error instanceof Error ? error.message : error}`,
  isWell: false,
});

/** Where DynamoDB is not AWS's, in the local run, services that have no endpoint of their own there are not asked. */
async function onAws(service: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  const isElsewhere = process.env['AWS_ENDPOINT_URL_DYNAMODB'] !== undefined;
  if (isElsewhere && process.env[`AWS_ENDPOINT_URL_${service}`] === undefined)
    return [{ what: '', is: 'only AWS knows', isWell: undefined }];
  return look();
}

async function reach(url: string): Promise<Finding> {
  const what = `API at ${url}`;
  const answer = await fetch(new URL('/api/health', url), { signal: AbortSignal.timeout(10_000) });
  return {
    what,
    is: `${answer.status} ${(await answer.text()).slice(0, 200)}`,
    isWell: answer.status === 200,
  };
}

async function examineTodos({ here }: Deployment): Promise<Finding> {
  let overdue = 0;
  for await (const _ of here.todos.due(new Date(Date.now() - OVERDUE * 60_000)))
    if (++overdue === MOST_COUNTED) break;
  const count = overdue === MOST_COUNTED ? `${overdue} or more` : `${overdue}`;
  return { what: 'todos', is: `${count} overdue for ${OVERDUE} minutes`, isWell: overdue === 0 };
}
