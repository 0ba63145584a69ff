import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmArn } from '#infra/arns.ts';
import { measured } from '#infra/measured.ts';
import { functionsThrottled, tablesThrottled, type Watched } from '#infra/watched.ts';

const QUARTER = Duration.minutes(15);

/** What someone should look at; mailed when the deployer gave an address. docs/runbook.md says what to do about each. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { settings, queues, api, functions } = watched;
    const { names } = settings;
    const action =
      settings.alarmEmail === undefined ? undefined : this.#mail(names.prefix, settings.alarmEmail);
    const alarms: Alarm[] = [];
    this.alarms = alarms;
    const watch = (
      name: string,
      metric: IMetric,
      threshold: number,
      alarmDescription: string,
      evaluationPeriods = 1,
    ) => {
      const alarm = new Alarm(this, name, {
        alarmName: `${names.prefix}-${name}`,
        alarmDescription,
        metric,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (action !== undefined) alarm.addAlarmAction(action);
      alarms.push(alarm);
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
      'messages-failing',
      measured(names, 'MessageFailed', { statistic: Stats.SUM, period: QUARTER }),
      5,
      'Workers failed on five messages in a quarter of an hour: their log names the files.',
    );
    watch(
      'files-given-up',
      measured(names, 'FileRefused', { statistic: Stats.SUM, period: QUARTER, reason: 'given up' }),
      1,
      'A file was given up: the worker failed on it, or died, five times.',
    );
    watch(
      'api-5xx',
      api.stage.metricServerError({ statistic: Stats.SUM }),
      5,
      'Five answers of the API in five minutes were our fault: search the log for their request ids.',
    );
    watch(
      'api-slow',
      api.stage.metricLatency({ statistic: Stats.p(99) }),
      Duration.seconds(15).toMilliseconds(),
      'Of a hundred answers one took over 15 seconds, for a quarter of an hour.',
      3,
    );
    watch(
      'api-throttled',
      api.throttled,
      100,
      'A hundred requests in five minutes came too fast and were answered 429.',
    );
    watch(
      'tables-throttled',
      tablesThrottled(watched),
      100,
      'DynamoDB refused a hundred reads or writes in five minutes: a table serves less than is asked of it.',
    );
    watch(
      'stores-throttled',
      measured(names, 'Throttled', { statistic: Stats.SUM }),
      10,
      'Ten calls in five minutes were throttled after all attempts of the client: callers were told to come later.',
    );
    watch(
      'functions-throttled',
      functionsThrottled(),
      10,
      "Lambda refused ten calls in five minutes: the account's concurrent executions are used up.",
    );
    watch(
      'todos-failing',
      measured(names, 'TodoFailed', { statistic: Stats.SUM, period: QUARTER }),
      10,
      'What was left undone fails again and again: the log of the sweeper names it.',
    );
    watch(
      'sweeper-errors',
      functions.of('sweeper').metricErrors({ statistic: Stats.SUM, period: QUARTER }),
      5,
      'The sweeper itself keeps failing: what other functions leave unfinished stays so.',
    );
    watch(
      'keys-full',
      measured(names, 'KeyFull', { statistic: Stats.SUM, period: Duration.hours(1) }),
      1000,
      'A thousand postings in an hour found no room: thousands of recordings share a beginning or are one.',
    );
  }

  #mail(prefix: string, address: string): SnsAction {
    const topic = new Topic(this, 'Topic', { topicName: `${prefix}-alarms`, enforceSSL: true });
    // The statement that enforces TLS stands in the place of SNS's own policy, which would have let CloudWatch in.
    const { account } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': alarmArn(this, `${prefix}-*`) },
        },
      }),
    );
    topic.addSubscription(new EmailSubscription(address));
    return new SnsAction(topic);
  }
}
