import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Functions } from '#infra/functions.ts';
import type { Api } from '#infra/http-api.ts';
import type { Queues } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';
import type { Measured } from '#infra/tables.ts';

/** What of a region alarms and dashboard watch. */
export interface Watched {
  readonly settings: Settings;
  readonly queues: Queues;
  readonly api: Api;
  readonly tables: readonly Measured[];
  readonly objects: Bucket;
  readonly functions: Functions;
}

/** One of DynamoDB's metrics of each table, summed up: CloudWatch has none of several tables. */
function sumOfTables(
  tables: readonly Measured[],
  metricNames: readonly string[],
  label: string,
): MathExpression {
  // An expression within another shares its names with it.
  const usingMetrics = Object.fromEntries(
    tables.flatMap((table, i) =>
      metricNames.map((name) => [
        `${name.charAt(0).toLowerCase()}${name.slice(1)}${i}`,
        table.metric(name, { statistic: Stats.SUM }),
      ]),
    ),
  );
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, label });
}

export const tablesThrottled = ({ tables }: Watched) =>
  sumOfTables(tables, ['ReadThrottleEvents', 'WriteThrottleEvents'], 'tables throttled');

export const unitsRead = ({ tables }: Watched) =>
  sumOfTables(tables, ['ConsumedReadCapacityUnits'], 'read units');
export const unitsWritten = ({ tables }: Watched) =>
  sumOfTables(tables, ['ConsumedWriteCapacityUnits'], 'write units');

/** Of all functions of the account in the region: they share its concurrent executions. */
export const functionsThrottled = () =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Throttles',
    statistic: Stats.SUM,
    label: 'functions throttled',
  });
