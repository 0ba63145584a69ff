import { Metrics } from '@aws-lambda-powertools/metrics';
import { measures, type Tell } from '#domain/ports/measures.ts';

// Namespace and service are the deployment's, by Powertools' own variables.
const metrics = new Metrics();

/**
 * Writes a measurement to the log in the embedded metric format, of which CloudWatch makes a metric: each in a line of
 * its own, at once, so that what a function measured before it died is told.
 */
export const tell: Tell = (measure, value, reason) => {
  const metric = metrics.singleMetric();
  if (reason !== undefined) metric.addDimension('reason', reason);
  metric.addMetric(measure, measures[measure], value);
};
