import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { refusals } from '#domain/ports/measures.ts';
import { measured } from '#infra/measured.ts';
import { prices } from '#infra/prices.ts';
import { isProgramName, programs } from '#infra/programs.ts';
import {
  functionsThrottled,
  tablesThrottled,
  unitsRead,
  unitsWritten,
  type Watched,
} from '#infra/watched.ts';

interface OverviewProps extends Watched {
  readonly alarms: readonly Alarm[];
}

/** A dashboard that answers three questions at a look, a row each: is it well, how fast, what does it cost. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    new Dashboard(this, 'Overview', {
      // Dashboards are the account's, whatever region shows them.
      dashboardName: `${props.settings.names.prefix}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(24),
      widgets: [
        [heading('Is it well?')],
        wellness(props),
        [heading('How fast?')],
        speed(props),
        [heading('What does it cost?')],
        costs(props),
      ],
    });
  }
}

const heading = (markdown: string): IWidget =>
  new TextWidget({ markdown: `# ${markdown}`, width: 24, height: 1 });

const graph = (title: string, left: IMetric[], label?: string): IWidget =>
  new GraphWidget({
    title,
    left,
    width: 8,
    ...(label && { leftYAxis: { label, showUnits: false, min: 0 } }),
  });

function wellness(props: OverviewProps): IWidget[] {
  const { settings, api, alarms } = props;
  const { names } = settings;
  const statistic = Stats.SUM;
  return [
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 8, height: 6 }),
    graph('Files', [
      measured(names, 'FileReady', { statistic, label: 'ready' }),
      ...refusals.map((reason) => measured(names, 'FileRefused', { statistic, reason, label: reason })),
    ]),
    graph('Failures', [
      api.stage.metricServerError({ statistic, label: '5xx' }),
      measured(names, 'MessageFailed', { statistic, label: 'messages failed' }),
      measured(names, 'TodoFailed', { statistic, label: 'todos failed' }),
      measured(names, 'Throttled', { statistic, label: 'throttled for good' }),
      tablesThrottled(props),
      functionsThrottled(),
      measured(names, 'KeyFull', { statistic, label: 'postings without room' }),
    ]),
  ];
}

function speed({ settings: { names }, api, queues }: OverviewProps): IWidget[] {
  const halfAndMost = (metric: (statistic: string, label: string) => IMetric, of: string) => [
    metric(Stats.p(50), `${of}, half`),
    metric(Stats.p(99), `${of}, 99 %`),
  ];
  return [
    graph(
      'Answers of the API',
      halfAndMost((statistic, label) => api.stage.metricLatency({ statistic, label }), 'any'),
      'ms',
    ),
    graph(
      'Dedup files',
      [
        ...halfAndMost((statistic, label) => measured(names, 'InsertTime', { statistic, label }), 'insert'),
        ...halfAndMost((statistic, label) => measured(names, 'LookTime', { statistic, label }), 'look-up'),
      ],
      'ms',
    ),
    graph(
      'The oldest message waits',
      [
        queues.recordings.queue.metricApproximateAgeOfOldestMessage({ label: 'recordings' }),
        queues.dumps.queue.metricApproximateAgeOfOldestMessage({ label: 'dumps' }),
      ],
      's',
    ),
  ];
}

function costs(props: OverviewProps): IWidget[] {
  const { settings, api, objects } = props;
  const period = Duration.hours(1);
  const [read, written] = [unitsRead(props), unitsWritten(props)];
  const requests = api.stage.metricCount({ statistic: Stats.SUM, period });
  const stored = (StorageType: string) =>
    new Metric({
      namespace: 'AWS/S3',
      metricName: 'BucketSizeBytes',
      dimensionsMap: { BucketName: objects.bucketName, StorageType },
      statistic: Stats.AVERAGE,
      period: Duration.days(1),
      label: StorageType,
    });
  const lambda = gigabyteSeconds(props);
  const usd = new MathExpression({
    expression: `(${[
      `reads * ${prices.millionReads}`,
      `writes * ${prices.millionWrites}`,
      `FILL(requests, 0) * ${prices.millionRequests}`,
      `gbs * ${prices.millionGigabyteSeconds}`,
    ].join(' + ')}) / 1000000`,
    usingMetrics: { reads: read, writes: written, requests, gbs: lambda },
    label: "about USD an hour, by us-east-1's list prices, without what is stored",
    period,
  });
  return [
    new SingleValueWidget({
      title: 'In the last hour',
      metrics: [usd, requests, lambda],
      width: 8,
      height: 6,
    }),
    graph('Units of the tables', [read, written]),
    graph(
      'Objects',
      [
        stored('StandardStorage'),
        ...(settings.audioStorageClass === 'STANDARD' ? [] : [stored(COOLED[settings.audioStorageClass])]),
      ],
      'bytes',
    ),
  ];
}

/** As S3 calls the storage classes in its metrics. */
const COOLED = {
  INTELLIGENT_TIERING: 'IntelligentTieringFAStorage',
  STANDARD_IA: 'StandardIAStorage',
  GLACIER_IR: 'GlacierInstantRetrievalStorage',
} as const;

/** What Lambda bills: the time of each function by its memory. */
function gigabyteSeconds({ functions }: OverviewProps): MathExpression {
  const names = Object.keys(programs).filter(isProgramName);
  const parts = names.map((name, i) => ({
    term: `FILL(f${i}, 0) * ${programs[name].memory / 1024 / 1000}`,
    metric: functions.of(name).metricDuration({ statistic: Stats.SUM, period: Duration.hours(1) }),
  }));
  return new MathExpression({
    expression: parts.map(({ term }) => term).join(' + '),
    usingMetrics: Object.fromEntries(parts.map(({ metric }, i) => [`f${i}`, metric])),
    label: 'GB-seconds',
    period: Duration.hours(1),
  });
}
