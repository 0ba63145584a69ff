import { Template } from 'aws-cdk-lib/assertions';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readTemplate } from '#local/template/read.ts';
import { Stack } from '#local/template/stack.ts';
import { optionSets } from './options.ts';
import { removeFolders, stacksOf, synthesise } from './synthesis.ts';

afterAll(removeFolders);

const site = { apiUrl: 'https://api.example.org' };

/** What cdk-nag finds in an app, as "rule: where". */
function findings(app: ReturnType<typeof synthesise>): string[] {
  app.synth();
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
    );
}

const metric = z.object({
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});
const alarm = metric.extend({
  Metrics: z.array(z.object({ MetricStat: z.object({ Metric: metric }).optional() })).default([]),
});

/** What the alarms of a template look at, as it will be called. */
function dimensionsOf(of: { stack: string; region: string; template: unknown } | undefined) {
  const stack = new Stack(of?.template, { ...site, stack: of?.stack ?? '', region: of?.region ?? '' });
  return stack
    .resources()
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .flatMap(([id]) => {
      const { Dimensions, Metrics } = alarm.parse(stack.properties(id));
      return [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])];
    });
}

describe.each(
  optionSets.map((options) => [JSON.stringify(options), options] as const),
)('deployed with %s', (_, options) => {
  const app = synthesise(options);
  const templates = stacksOf(app).map((stack) => ({
    stack: stack.stackName,
    region: stack.region,
    template: Template.fromStack(stack).toJSON(),
  }));
  /** As the local run reads it, which refuses what AWS would. */
  const declared = () =>
    templates.map(({ stack, region, template }) => readTemplate(template, { ...site, stack, region }));

  it('cdk-nag has nothing to say', () => {
    expect(findings(app)).toEqual([]);
  });

  it('every route and schedule may call its function', () => {
    for (const { routes, schedules } of declared()) {
      expect(routes.filter(({ permitted }) => !permitted)).toEqual([]);
      expect(schedules.filter(({ permitted }) => !permitted)).toEqual([]);
      expect(schedules).not.toEqual([]);
    }
  });

  it('every alarm reaches whoever asked for mail', () => {
    const topics = 'alarmEmail' in options ? 1 : 0;
    for (const { alarms } of declared()) {
      expect(alarms).not.toEqual([]);
      for (const { actions } of alarms) expect(actions).toHaveLength(topics);
    }
  });

  it('every alarm watches what there is', () => {
    for (const [i, { queues, tables, functions }] of declared().entries()) {
      const names: Record<string, (string | undefined)[]> = {
        QueueName: queues.map(({ name }) => name),
        TableName: tables.map((table) => table.TableName),
        FunctionName: functions.map(({ name }) => name),
      };
      const watched = dimensionsOf(templates[i]);
      expect(watched).not.toEqual([]);
      for (const { Name, Value } of watched) if (names[Name]) expect(names[Name]).toContain(Value);
    }
  });

  it('every queue that is read feeds a function that may read it', () => {
    for (const { eventSources, queues } of declared()) {
      const work = queues.filter(({ name }) => !name.endsWith('-dead'));
      expect(eventSources.map(({ queueArn }) => queueArn)).toEqual(work.map(({ arn }) => arn));
    }
  });
});

it('cdk-nag would speak', () => {
  const app = synthesise({ regions: 'eu-west-1' });
  for (const stack of stacksOf(app)) new CfnBucket(stack, 'Planted');
  expect(findings(app)).toContain('AwsSolutions-S10: refrain-eu-west-1/Planted');
});
