import { z } from 'zod';
import { account } from '../credentials.ts';
import { judge } from '../iam/judge.ts';
import { type Statement, statementsOf } from '../iam/policy.ts';
import { queueArn } from '../sqs/queue.ts';
import { functionArn } from './identities.ts';
import type { Stack } from './stack.ts';

/** Who may do what, as far as the template has been read. */
export interface Rights {
  /** What roles may do, by the role's name. */
  readonly roles: Map<string, Statement[]>;
  /** What resources let others do, by the resource's ARN. */
  readonly policies: Map<string, Statement[]>;
}

type Reader = (rights: Rights, stack: Stack, id: string) => void;

const rolePolicy = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()) });
const queuePolicy = z.object({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) });
const topicPolicy = z.object({ PolicyDocument: z.unknown(), Topics: z.array(z.string()) });
const bucketPolicy = z.object({ PolicyDocument: z.unknown(), Bucket: z.string() });
const permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});
const role = z.object({ Policies: z.never('inline policies are not known here').optional() });

export const rightsReaders: Readonly<Record<string, Reader>> = {
  // Of AWS's managed policies nothing is granted here: none of our functions has one.
  'AWS::IAM::Role': (_rights, stack, id) => void role.parse(stack.properties(id)),
  'AWS::IAM::Policy': ({ roles }, stack, id) => {
    const { Roles, PolicyDocument } = rolePolicy.parse(stack.properties(id));
    for (const name of Roles) add(roles, name, statementsOf(PolicyDocument));
  },
  'AWS::SQS::QueuePolicy': ({ policies }, stack, id) => {
    const { Queues, PolicyDocument } = queuePolicy.parse(stack.properties(id));
    for (const url of Queues) {
      const arn = queueArn(stack.site.region, url.slice(url.lastIndexOf('/') + 1));
      add(policies, arn, statementsOf(PolicyDocument));
    }
  },
  'AWS::SNS::TopicPolicy': ({ policies }, stack, id) => {
    const { Topics, PolicyDocument } = topicPolicy.parse(stack.properties(id));
    for (const arn of Topics) add(policies, arn, statementsOf(PolicyDocument));
  },
  'AWS::S3::BucketPolicy': ({ policies }, stack, id) => {
    const { Bucket, PolicyDocument } = bucketPolicy.parse(stack.properties(id));
    add(policies, `arn:aws:s3:::${Bucket}`, statementsOf(PolicyDocument));
  },
  'AWS::Lambda::Permission': ({ policies }, stack, id) => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = permission.parse(
      stack.properties(id),
    );
    const arn = functionArn(stack.site.region, FunctionName);
    const statement: Statement = {
      Effect: 'Allow',
      Principal: { Service: [Principal] },
      Action: [Action],
      Resource: [arn],
      Condition: {
        ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': [SourceArn] } }),
        ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': [SourceAccount] } }),
      },
    };
    add(policies, arn, [statement]);
  },
};

function add(to: Map<string, Statement[]>, whose: string, statements: Statement[]): void {
  to.set(whose, [...(to.get(whose) ?? []), ...statements]);
}

/** Whether one of AWS's services may do this, on behalf of what has the ARN `source`, to `resource`. */
export function serviceMay(
  service: string,
  action: string,
  resource: string,
  source: string,
  policies: ReadonlyMap<string, readonly Statement[]>,
): boolean {
  const context = {
    'aws:sourcearn': source,
    'aws:sourceaccount': account,
    'aws:securetransport': 'true',
  };
  const deed = { principal: ['Service', service], action, resource, context } as const;
  return judge(deed, [], policies.get(resource) ?? []).allowed;
}
