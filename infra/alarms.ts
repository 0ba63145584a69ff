import { Duration } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Queues } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';

interface AlarmsProps {
  readonly settings: Settings;
  readonly queues: Queues;
  readonly stage: HttpStage;
  readonly sweeper: IFunction;
}

/** What someone should look at; mailed when the deployer gave an address. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { settings, queues, stage, sweeper }: AlarmsProps) {
    super(scope, id);
    const action = settings.alarmEmail === undefined ? undefined : this.#mail(settings.alarmEmail);
    const watch = (name: string, metric: Metric, threshold: number, alarmDescription: string) => {
      const alarm = new Alarm(this, name, {
        alarmName: `refrain-${name}`,
        alarmDescription,
        metric,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (action !== undefined) alarm.addAlarmAction(action);
    };

    for (const [name, { queue, dead }] of Object.entries({
      recordings: queues.recordings,
      dumps: queues.dumps,
    })) {
      watch(
        `${name}-dead`,
        dead.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
        1,
        "A message failed five times: read the worker's log, then redrive the queue.",
      );
      watch(
        `${name}-old`,
        queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
        Duration.hours(1).toSeconds(),
        'The oldest message waits for an hour: the worker fails, is throttled, or has a catalogue to do.',
      );
    }
    watch(
      'api-5xx',
      stage.metricServerError({ statistic: Stats.SUM }),
      5,
      'Five answers of the API in five minutes were our fault: search the log for their request ids.',
    );
    watch(
      'sweeper-errors',
      sweeper.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(15) }),
      5,
      'The sweeper keeps failing: what other functions leave unfinished stays so.',
    );
  }

  #mail(address: string): SnsAction {
    const topic = new Topic(this, 'Topic', { topicName: 'refrain-alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(address));
    return new SnsAction(topic);
  }
}
