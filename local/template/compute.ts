import { z } from 'zod';
import type {
  AlarmDeclaration,
  EventSourceDeclaration,
  FunctionDeclaration,
  ScheduleDeclaration,
} from './declarations.ts';
import type { Resource } from './document.ts';
import type { Identity, Site } from './identities.ts';

const lambda = z.object({
  Handler: z.string(),
  MemorySize: z.number().default(128),
  Timeout: z.number().default(3),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

/** Undefined for a function that is not the project's: one of the CDK's own, which serve the deployment. */
export function functionDeclaration(
  identity: Identity,
  resource: Resource,
  properties: unknown,
  site: Site,
): Omit<FunctionDeclaration, 'rights' | 'retries'> | undefined {
  const entry = resource.Metadata['refrain:entry'];
  if (typeof entry !== 'string') return undefined;
  const { Handler, MemorySize, Timeout, Role, Environment } = lambda.parse(properties);
  return {
    name: identity.ref,
    arn: identity.attributes.Arn ?? '',
    region: site.region,
    entry,
    handler: Handler.slice(Handler.lastIndexOf('.') + 1),
    memory: MemorySize,
    timeout: Timeout,
    environment: Environment?.Variables ?? {},
    role: Role.slice(Role.lastIndexOf('/') + 1),
  };
}

const eventInvokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number().default(2),
});

export function asynchronousRetries(properties: unknown): { name: string; retries: number } {
  const { FunctionName, MaximumRetryAttempts } = eventInvokeConfig.parse(properties);
  return { name: FunctionName, retries: MaximumRetryAttempts };
}

const eventSource = z.object({
  EventSourceArn: z.string().startsWith('arn:aws:sqs:', 'only an SQS queue is known as an event source'),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().default(1000) }).optional(),
  FilterCriteria: z.never('FilterCriteria are not known here').optional(),
});

/** Undefined when it is disabled. */
export function eventSourceDeclaration(
  properties: unknown,
  arnOf: (name: string) => string,
): EventSourceDeclaration | undefined {
  const source = eventSource.parse(properties);
  if (!source.Enabled) return undefined;
  return {
    queueArn: source.EventSourceArn,
    functionArn: arnOf(source.FunctionName),
    // More would need a batching window here, and SQS hands out ten at a time.
    batchSize: Math.min(10, source.BatchSize),
    maximumConcurrency: source.ScalingConfig?.MaximumConcurrency ?? 1000,
    reportBatchItemFailures: source.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

const target = z.object({ Arn: z.string(), Input: z.string().optional() });
const rule = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Targets: z.array(target),
});

/** Of an Events rule: one for each target. */
export function scheduleDeclarations(
  identity: Identity,
  properties: unknown,
): Omit<ScheduleDeclaration, 'permitted'>[] {
  const { State, ScheduleExpression, Targets } = rule.parse(properties);
  if (State !== 'ENABLED') return [];
  return Targets.map(({ Arn, Input }) => ({
    arn: identity.attributes.Arn ?? '',
    period: periodOf(ScheduleExpression),
    functionArn: Arn,
    input: Input,
  }));
}

const alarm = z.object({
  AlarmActions: z
    .array(z.string().startsWith('arn:aws:sns:', 'only an SNS topic is known as an action'))
    .default([]),
});

export function alarmDeclaration(identity: Identity, properties: unknown): AlarmDeclaration {
  return { arn: identity.attributes.Arn ?? '', actions: alarm.parse(properties).AlarmActions };
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function periodOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const milliseconds = units[unit];
  if (!milliseconds) throw new Error(`The local deployment knows schedules rate(…) only, not ${expression}.`);
  return Number(count) * milliseconds;
}
