import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { FileRefusal, Measure } from '#domain/ports/measures.ts';
import type { Names } from '#infra/names.ts';

interface Read {
  readonly statistic: string;
  readonly period?: Duration;
  /** Of FileRefused, which is told by its reasons alone. */
  readonly reason?: FileRefusal;
  readonly label?: string;
}

/** What the functions measure, as CloudWatch has it: Powertools adds the service to every metric. */
export const measured = (names: Names, measure: Measure, { reason, ...read }: Read): Metric =>
  new Metric({
    namespace: names.metrics,
    metricName: measure,
    dimensionsMap: { service: names.prefix, ...(reason && { reason }) },
    ...read,
  });
