import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { CorsRule } from '../s3/buckets.ts';
import type { Announcement } from '../s3/events.ts';
import type { QueueDeclaration } from './declarations.ts';
import type { Identity } from './identities.ts';

// The templates say these in the same words as the SDK's calls do.
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const secondaryIndex = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });
const table = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(secondaryIndex).optional(),
  LocalSecondaryIndexes: z.array(secondaryIndex).optional(),
});

export function tableDeclaration(name: string, properties: unknown): CreateTableCommandInput {
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes, ...plain } = table.parse(properties);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    ...plain,
    ...(GlobalSecondaryIndexes ? { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(withProjection) } : {}),
    ...(LocalSecondaryIndexes ? { LocalSecondaryIndexes: LocalSecondaryIndexes.map(withProjection) } : {}),
  };
}

/** The SDK's types tell an absent property from an undefined one. */
function withProjection({ Projection, ...index }: z.infer<typeof secondaryIndex>) {
  const { ProjectionType, NonKeyAttributes } = Projection;
  return {
    ...index,
    Projection: {
      ...(ProjectionType ? { ProjectionType } : {}),
      ...(NonKeyAttributes ? { NonKeyAttributes } : {}),
    },
  };
}

const bucket = z.object({
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({
          AllowedOrigins: z.array(z.string()),
          AllowedMethods: z.array(z.string()),
          AllowedHeaders: z.array(z.string()).default([]),
          ExposedHeaders: z.array(z.string()).default([]),
          MaxAge: z.number().optional(),
        }),
      ),
    })
    .optional(),
});

export function corsRules(properties: unknown): CorsRule[] {
  const rules = bucket.parse(properties).CorsConfiguration?.CorsRules ?? [];
  return rules.map((rule) => ({
    origins: rule.AllowedOrigins,
    methods: rule.AllowedMethods,
    headers: rule.AllowedHeaders,
    exposed: rule.ExposedHeaders,
    maxAge: rule.MaxAge,
  }));
}

const notifications = z.object({
  BucketName: z.string(),
  NotificationConfiguration: z.strictObject({
    QueueConfigurations: z
      .array(
        z.object({
          Id: z.string().default('local'),
          Events: z.array(z.string()),
          QueueArn: z.string(),
          Filter: z
            .object({
              Key: z.object({ FilterRules: z.array(z.object({ Name: z.string(), Value: z.string() })) }),
            })
            .optional(),
        }),
      )
      .default([]),
  }),
});

/** Of a Custom::S3BucketNotifications: the bucket, and which queues hear of what. */
export function announcements(properties: unknown): { bucket: string; announcements: Announcement[] } {
  const { BucketName, NotificationConfiguration } = notifications.parse(properties);
  const list = NotificationConfiguration.QueueConfigurations.map(({ Id, Events, QueueArn, Filter }) => {
    const rule = (name: string): string =>
      Filter?.Key.FilterRules.find((candidate) => candidate.Name.toLowerCase() === name)?.Value ?? '';
    return { id: Id, events: Events, queue: QueueArn, prefix: rule('prefix'), suffix: rule('suffix') };
  });
  return { bucket: BucketName, announcements: list };
}

const queue = z.object({
  VisibilityTimeout: z.number().optional(),
  DelaySeconds: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  FifoQueue: z.literal(false).optional(),
});

export function queueDeclaration(identity: Identity, properties: unknown): QueueDeclaration {
  const { RedrivePolicy, FifoQueue: _, ...numbers } = queue.parse(properties);
  const attributes = Object.entries(numbers).map(([attribute, value]) => [attribute, String(value)] as const);
  const redrive = RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {};
  const { QueueName = identity.ref, Arn = '' } = identity.attributes;
  return { name: QueueName, arn: Arn, attributes: { ...Object.fromEntries(attributes), ...redrive } };
}
