import type { Announcement } from '../s3/events.ts';
import {
  alarmDeclaration,
  asynchronousRetries,
  eventSourceDeclaration,
  functionDeclaration,
  scheduleDeclarations,
} from './compute.ts';
import type { Declarations } from './declarations.ts';
import { checkDeployable } from './deployable.ts';
import type { Resource } from './document.ts';
import { functionArn, type Site } from './identities.ts';
import { ignored } from './ignored.ts';
import { type Rights, rightsReaders, serviceMay } from './rights.ts';
import { checkApi, checkStage, routeDeclaration } from './routes.ts';
import { Stack } from './stack.ts';
import { announcements, corsRules, queueDeclaration, tableDeclaration } from './storage.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
/** What one resource says of another is kept apart until all are read. */
type Draft = Omit<Writable<Declarations>, 'functions' | 'routes' | 'schedules' | 'policies'> &
  Rights & {
    functions: NonNullable<ReturnType<typeof functionDeclaration>>[];
    routes: ReturnType<typeof routeDeclaration>[];
    schedules: ReturnType<typeof scheduleDeclarations>;
    /** By the bucket's name. */
    notifications: Map<string, Announcement[]>;
    /** Lambda's further tries of a failed asynchronous event, by the function's ARN. */
    retries: Map<string, number>;
  };
type Reader = (draft: Draft, stack: Stack, id: string, resource: Resource) => void;

/** All that a region's template declares. Throws for a resource type that has no meaning here yet. */
export function readTemplate(template: unknown, site: Site): Declarations {
  const stack = new Stack(template, site);
  const draft: Draft = {
    region: site.region,
    tables: [],
    buckets: [],
    queues: [],
    functions: [],
    routes: [],
    eventSources: [],
    schedules: [],
    alarms: [],
    policies: new Map(),
    roles: new Map(),
    notifications: new Map(),
    retries: new Map(),
  };
  for (const [id, resource] of stack.resources()) {
    if (ignored.has(resource.Type)) continue;
    const read = readers[resource.Type];
    if (!read)
      throw new Error(`The local deployment does not know the resource type ${resource.Type} (${id}).`);
    try {
      read(draft, stack, id, resource);
    } catch (cause) {
      throw new Error(
        `${site.stack}: ${id} (${resource.Type}): ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    }
  }
  const declared = joined(draft);
  checkDeployable(declared);
  return declared;
}

function joined({ notifications, roles, retries, ...draft }: Draft): Declarations {
  const mayCall = (service: string, functionArn: string, source: string): boolean =>
    serviceMay(`${service}.amazonaws.com`, 'lambda:InvokeFunction', functionArn, source, draft.policies);
  return {
    ...draft,
    buckets: draft.buckets.map((bucket) => ({
      ...bucket,
      announcements: notifications.get(bucket.name) ?? [],
    })),
    functions: draft.functions.map((each) => ({
      ...each,
      rights: roles.get(each.role) ?? [],
      retries: retries.get(each.arn) ?? 2,
    })),
    routes: draft.routes.map(({ arn, ...route }) => ({
      ...route,
      permitted: mayCall('apigateway', route.functionArn, arn),
    })),
    schedules: draft.schedules.map((schedule) => ({
      ...schedule,
      permitted: mayCall('events', schedule.functionArn, schedule.arn),
    })),
  };
}

const readTable: Reader = (draft, stack, id) => {
  draft.tables.push(tableDeclaration(stack.identity(id).ref, stack.properties(id)));
};

const readers: Readonly<Record<string, Reader>> = {
  'AWS::DynamoDB::Table': readTable,
  'AWS::DynamoDB::GlobalTable': readTable,
  'AWS::S3::Bucket': (draft, stack, id) => {
    draft.buckets.push({
      name: stack.identity(id).ref,
      cors: corsRules(stack.properties(id)),
      announcements: [],
    });
  },
  'Custom::S3BucketNotifications': (draft, stack, _id, { Properties }) => {
    // The CDK's function that would set them runs on AWS only.
    const { ServiceToken: _, ...properties } = Properties;
    const found = announcements(stack.resolve(properties));
    draft.notifications.set(found.bucket, found.announcements);
  },
  'AWS::SQS::Queue': (draft, stack, id) => {
    draft.queues.push(queueDeclaration(stack.identity(id), stack.properties(id)));
  },
  'AWS::Lambda::Function': (draft, stack, id, resource) => {
    if (resource.Metadata['refrain:entry'] === undefined) return;
    const declared = functionDeclaration(stack.identity(id), resource, stack.properties(id), stack.site);
    if (declared) draft.functions.push(declared);
  },
  'AWS::Lambda::EventInvokeConfig': (draft, stack, id) => {
    const { name, retries } = asynchronousRetries(stack.properties(id));
    draft.retries.set(functionArn(stack.site.region, name), retries);
  },
  'AWS::Lambda::EventSourceMapping': (draft, stack, id) => {
    const source = eventSourceDeclaration(stack.properties(id), (name) =>
      functionArn(stack.site.region, name),
    );
    if (source) draft.eventSources.push(source);
  },
  'AWS::ApiGatewayV2::Api': (_draft, stack, id) => checkApi(stack.properties(id)),
  // Read with the route that names it.
  'AWS::ApiGatewayV2::Integration': () => {},
  'AWS::ApiGatewayV2::Route': (draft, stack, id) => {
    draft.routes.push(
      routeDeclaration(stack.site.region, stack.properties(id), (integration) =>
        stack.properties(integration),
      ),
    );
  },
  'AWS::ApiGatewayV2::Stage': (_draft, stack, id) => checkStage(stack.properties(id)),
  'AWS::Events::Rule': (draft, stack, id) => {
    draft.schedules.push(...scheduleDeclarations(stack.identity(id), stack.properties(id)));
  },
  'AWS::CloudWatch::Alarm': (draft, stack, id) => {
    draft.alarms.push(alarmDeclaration(stack.identity(id), stack.properties(id)));
  },
  ...rightsReaders,
};
