import type { Announcement } from '../s3/events.ts';
import { eventSourceDeclaration, functionDeclaration, scheduleDeclarations } from './compute.ts';
import type { BucketDeclaration, Declarations } from './declarations.ts';
import type { Resource } from './document.ts';
import type { Site } from './identities.ts';
import { ignored } from './ignored.ts';
import { checkApi, routeDeclaration } from './routes.ts';
import { Stack } from './stack.ts';
import { announcements, corsRules, queueDeclaration, tableDeclaration } from './storage.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
type Draft = Writable<Declarations> & { notifications: Map<string, Announcement[]> };
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
    notifications: new Map(),
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
  const { notifications, ...declared } = draft;
  const announced = (bucket: BucketDeclaration): BucketDeclaration => ({
    ...bucket,
    announcements: notifications.get(bucket.name) ?? [],
  });
  return { ...declared, buckets: draft.buckets.map(announced) };
}

const readTable: Reader = (draft, stack, id) => {
  draft.tables.push(tableDeclaration(stack.identity(id).ref, stack.properties(id)));
};

const readSchedule: Reader = (draft, stack, id, { Type }) => {
  draft.schedules.push(...scheduleDeclarations(stack.identity(id), Type, stack.properties(id)));
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
    const name = stack.identity(id).attributes.QueueName ?? id;
    draft.queues.push(queueDeclaration(name, stack.properties(id)));
  },
  'AWS::Lambda::Function': (draft, stack, id, resource) => {
    if (resource.Metadata['refrain:entry'] === undefined) return;
    const declared = functionDeclaration(stack.identity(id), resource, stack.properties(id), stack.site);
    if (declared) draft.functions.push(declared);
  },
  'AWS::Lambda::EventSourceMapping': (draft, stack, id) => {
    const { region } = stack.site;
    const arnOf = (name: string): string =>
      name.startsWith('arn:')
        ? name
        : `arn:aws:lambda:${region}:${String(stack.ref('AWS::AccountId'))}:function:${name}`;
    const source = eventSourceDeclaration(stack.properties(id), arnOf);
    if (source) draft.eventSources.push(source);
  },
  'AWS::ApiGatewayV2::Api': (_draft, stack, id) => checkApi(stack.properties(id)),
  // Read with the route that names it.
  'AWS::ApiGatewayV2::Integration': () => {},
  'AWS::ApiGatewayV2::Route': (draft, stack, id) => {
    draft.routes.push(routeDeclaration(stack.properties(id), (integration) => stack.properties(integration)));
  },
  'AWS::Events::Rule': readSchedule,
  'AWS::Scheduler::Schedule': readSchedule,
};
