import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Finding } from './finding.ts';

const MINUTE = 60_000;
const LONG = 3600;

/** How long the oldest message of each of these queues waits: SQS itself does not say. */
export async function examineAges(region: string, queues: readonly string[], now: Date): Promise<Finding[]> {
  const client = new CloudWatchClient({ region });
  return Promise.all(
    queues.map(async (queue) => {
      const { Datapoints = [] } = await client.send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateAgeOfOldestMessage',
          Dimensions: [{ Name: 'QueueName', Value: queue }],
          StartTime: new Date(now.getTime() - 15 * MINUTE),
          EndTime: now,
          Period: 900,
          Statistics: ['Maximum'],
        }),
      );
      const seconds = Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
      const is = `waited ${Math.round(seconds / 60)} minutes`;
      return { what: `oldest message of ${queue}`, is, isWell: seconds < LONG };
    }),
  );
}
