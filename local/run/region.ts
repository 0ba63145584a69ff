import { join } from 'node:path';
import { account, functionCredentials } from '../credentials.ts';
import { httpApi } from '../http-api/server.ts';
import type { Authority } from '../iam/authority.ts';
import { EventSource } from '../lambda/event-source.ts';
import { LambdaFunction } from '../lambda/function.ts';
import { Schedule } from '../lambda/schedule.ts';
import { variablesOf } from '../lambda/variables.ts';
import { listen } from '../listen.ts';
import type { S3Service } from '../s3/service.ts';
import type { Declarations } from '../template/declarations.ts';
import { clientsOf } from './clients.ts';
import { provision } from './provision.ts';

const root = join(import.meta.dirname, '../..');

export interface RegionOptions {
  readonly declared: Declarations;
  /** Of the HTTP API. */
  readonly port: number;
  /** Address of the engines. */
  readonly front: string;
  readonly s3: S3Service | undefined;
  readonly authority: Authority;
  readonly timeScale: number;
  readonly log: (line: string) => void;
}

/** One region at work. */
export interface RunningRegion {
  close(): Promise<void>;
}

/** Makes what a region declares, and lets requests, messages and the clock in. */
export async function runRegion({
  declared,
  port,
  front,
  s3,
  authority,
  timeScale,
  log,
}: RegionOptions): Promise<RunningRegion> {
  const clients = clientsOf(front, declared.region);
  const functions = new Map(
    declared.functions.map((declaration) => {
      const options = {
        declared: declaration,
        entry: join(root, declaration.entry),
        variables: variablesOf(declaration, front),
        log: (line: string) => log(`[${declared.region} ${declaration.name}] ${line}`),
      };
      return [declaration.arn, new LambdaFunction(options)] as const;
    }),
  );
  const functionOf = (arn: string): LambdaFunction => {
    const found = functions.get(arn);
    if (!found)
      throw new Error(`The template names the function ${arn}, but no entry file ('refrain:entry') for it.`);
    return found;
  };
  for (const { functionArn } of declared.routes) functionOf(functionArn);
  // It reads the queue in the name of the function it feeds.
  const sources = declared.eventSources.map((source) => {
    const { sqs } = clientsOf(front, declared.region, functionCredentials(source.functionArn));
    return { sqs, source: new EventSource(source, functionOf(source.functionArn), sqs) };
  });
  const api = httpApi(declared.routes, functionOf);
  const schedules: Schedule[] = [];

  const close = async (): Promise<void> => {
    for (const schedule of schedules) schedule.close();
    const polling = sources.map(({ source }) => source.close());
    api.close();
    await Promise.all([...functions.values()].map((each) => each.close()));
    api.closeAllConnections();
    await Promise.all(polling);
    await Promise.all(sources.map(({ source }) => source.settled()));
    for (const client of [...Object.values(clients), ...sources.map(({ sqs }) => sqs)]) client.destroy();
  };

  try {
    await listen(api, port);
    await provision(declared, clients, s3);
    grant(declared, authority);
    for (const { source } of sources) source.start();
    schedules.push(
      ...declared.schedules.map(
        (schedule) => new Schedule(schedule, functionOf(schedule.functionArn), timeScale),
      ),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** From here on every call of a function is judged by what the template grants it. */
function grant({ functions, policies }: Declarations, authority: Authority): void {
  for (const { arn, name, role, rights } of functions) {
    const session = `arn:aws:sts::${account}:assumed-role/${role}/${name}`;
    authority.enrol({ credentials: functionCredentials(arn), arn: session, role, rights });
  }
  for (const [arn, statements] of policies) authority.protect(arn, statements);
}
