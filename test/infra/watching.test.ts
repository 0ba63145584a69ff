import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measures, refusals } from '#domain/ports/measures.ts';
import { templateOf } from './synthesis.ts';

interface MetricOfAlarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: { Name: string; Value: unknown }[];
}

const template = templateOf();
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  (found) => found.Properties,
);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const entries = new Map(
  runbook
    .split(/^### `/m)
    .slice(1)
    .map((entry) => {
      const [name = ''] = entry.split('`');
      return [name, entry.split(/^## /m)[0] ?? ''];
    }),
);

/** Everything an alarm looks at. */
const metricsOf = (alarm: { Metrics?: { MetricStat?: { Metric: MetricOfAlarm } }[] } & MetricOfAlarm) =>
  alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [alarm];

describe('alarms', () => {
  it.each(alarms.map(({ AlarmName }) => AlarmName as string))('%s has its entry in the runbook', (name) => {
    const text = entries.get(name.replace('refrain-', '')) ?? '';
    expect(text.length).toBeGreaterThan(200);
    expect(text).toContain(`set-alarm-state --region eu-west-1 --alarm-name ${name} --state-value ALARM`);
  });

  it('are all there is an entry of', () => {
    const names = alarms.map(({ AlarmName }) => String(AlarmName).replace('refrain-', ''));
    expect([...entries.keys()].sort()).toEqual(names.sort());
  });

  it('of what the functions measure go by the names and dimensions that are written', () => {
    const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === 'Refrain');
    const written = own.filter(({ MetricName }) => MetricName !== 'ApiThrottled');
    expect(written.map(({ MetricName }) => MetricName).sort()).toEqual([
      'FileRefused',
      'KeyFull',
      'MessageFailed',
      'Throttled',
      'TodoFailed',
    ]);
    for (const { MetricName, Dimensions = [] } of written) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
      expect(measures).toHaveProperty(MetricName);
      if (MetricName === 'FileRefused') expect(refusals).toContain(dimensions['reason']);
      expect(dimensions).toEqual({
        service: 'refrain',
        ...(MetricName === 'FileRefused' && { reason: 'given up' }),
      });
    }
    for (const fn of Object.values(template.findResources('AWS::Lambda::Function'))) {
      if (fn.Metadata?.['refrain:entry'] === undefined) continue;
      expect(fn.Properties.Environment.Variables).toMatchObject({
        POWERTOOLS_SERVICE_NAME: 'refrain',
        POWERTOOLS_METRICS_NAMESPACE: 'Refrain',
      });
    }
  });

  it('that the API throttles is counted in its log, as the log spells it', () => {
    const [filter] = Object.values(template.findResources('AWS::Logs::MetricFilter'));
    expect(filter?.Properties).toMatchObject({
      FilterPattern: '{ $.status = "429" }',
      MetricTransformations: [{ MetricNamespace: 'Refrain', MetricName: 'ApiThrottled', MetricValue: '1' }],
    });
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties.AccessLogSettings.Format).toContain('"status":"$context.status"');
  });
});

describe('dashboard', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);

  it('answers three questions, in its region', () => {
    expect(dashboard?.Properties.DashboardName).toBe('refrain-eu-west-1');
    for (const question of ['Is it well?', 'How fast?', 'What does it cost?'])
      expect(body).toContain(question);
  });

  it('shows all that is measured', () => {
    for (const measure of Object.keys(measures)) expect(body).toContain(measure);
  });

  it('is one of the free ones: they show at most 50 metrics', () => {
    const metrics = body.split(/\\"(?:Refrain|AWS\/\w+)\\",/).length - 1;
    expect(metrics).toBeGreaterThan(30);
    expect(metrics).toBeLessThanOrEqual(50);
  });
});
