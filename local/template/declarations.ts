import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Statement } from '../iam/policy.ts';
import type { CorsRule } from '../s3/buckets.ts';
import type { Announcement } from '../s3/events.ts';

/** What one region's template declares, in the words of what makes it. */
export interface Declarations {
  readonly region: string;
  readonly tables: readonly CreateTableCommandInput[];
  readonly buckets: readonly BucketDeclaration[];
  readonly queues: readonly QueueDeclaration[];
  readonly functions: readonly FunctionDeclaration[];
  readonly routes: readonly RouteDeclaration[];
  readonly eventSources: readonly EventSourceDeclaration[];
  readonly schedules: readonly ScheduleDeclaration[];
  readonly alarms: readonly AlarmDeclaration[];
  /** What functions, queues, buckets and topics say of who may use them, by ARN. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
}

export interface BucketDeclaration {
  readonly name: string;
  readonly cors: readonly CorsRule[];
  readonly announcements: readonly Announcement[];
}

export interface QueueDeclaration {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** The TypeScript file it is made of, from the project's root. */
  readonly entry: string;
  /** The export that is called. */
  readonly handler: string;
  /** Megabytes. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The name of the role it runs as, and what that role's policies say. */
  readonly role: string;
  readonly rights: readonly Statement[];
  /** How often Lambda tries a failed asynchronous event again. */
  readonly retries: number;
}

export interface RouteDeclaration {
  /** `GET /api/buckets/{bucket_id}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** Whether the function's policy lets API Gateway call it for this route. */
  readonly permitted: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface EventSourceDeclaration {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

export interface ScheduleDeclaration {
  readonly arn: string;
  /** Whether the function's policy lets EventBridge call it for this rule. */
  readonly permitted: boolean;
  /** Milliseconds. */
  readonly period: number;
  readonly functionArn: string;
  /** What the function gets instead of the scheduled event, when the template says. */
  readonly input: string | undefined;
}

export interface AlarmDeclaration {
  readonly arn: string;
  /** Topics that are told, by ARN. */
  readonly actions: readonly string[];
}
