import { judge } from '../iam/judge.ts';
import type { Declarations } from './declarations.ts';
import { serviceMay } from './rights.ts';

/**
 * What AWS would refuse while it deploys, and what it would accept and then never do. Throws, in AWS's words where it
 * has some.
 */
export function checkDeployable(declared: Declarations): void {
  checkAnnouncements(declared);
  checkEventSources(declared);
  checkAlarms(declared);
}

function checkAnnouncements({ buckets, policies }: Declarations): void {
  for (const { name, announcements } of buckets) {
    for (const { queue } of announcements) {
      if (serviceMay('s3.amazonaws.com', 'sqs:SendMessage', queue, `arn:aws:s3:::${name}`, policies))
        continue;
      throw new Error(
        `Unable to validate the following destination configurations: the policy of ${queue} does not let the bucket ${name} send messages.`,
      );
    }
  }
}

const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

function checkEventSources({ eventSources, functions, queues }: Declarations): void {
  for (const { queueArn, functionArn } of eventSources) {
    const target = functions.find(({ arn }) => arn === functionArn);
    const queue = queues.find(({ arn }) => arn === queueArn);
    if (!target || !queue)
      throw new Error(`${queueArn} feeds ${functionArn}, and one of them is not declared.`);
    for (const action of polling) {
      const deed = {
        principal: ['AWS', target.role],
        action: `sqs:${action}`,
        resource: queueArn,
        context: { 'aws:securetransport': 'true' },
      } as const;
      if (judge(deed, target.rights, []).allowed) continue;
      throw new Error(
        `The provided execution role does not have permissions to call ${action} on SQS (${target.name}, ${queueArn}).`,
      );
    }
    const visibility = Number(queue.attributes.VisibilityTimeout ?? 30);
    if (visibility < target.timeout) {
      throw new Error(
        `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${target.timeout} seconds (${queueArn}).`,
      );
    }
  }
}

function checkAlarms({ alarms, policies }: Declarations): void {
  for (const { arn, actions } of alarms) {
    for (const topic of actions) {
      // A topic without a policy has SNS's own, which lets everything of its account publish.
      if (!policies.has(topic)) continue;
      if (serviceMay('cloudwatch.amazonaws.com', 'sns:Publish', topic, arn, policies)) continue;
      throw new Error(`${arn} would ring unheard: the policy of ${topic} does not let CloudWatch publish.`);
    }
  }
}
