import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from './synthesis.ts';

const template = templateOf();
const queueId = (QueueName: string) =>
  Object.keys(template.findResources('AWS::SQS::Queue', { Properties: { QueueName } }))[0];
const functionId = (FunctionName: string) =>
  Object.keys(template.findResources('AWS::Lambda::Function', { Properties: { FunctionName } }))[0];

describe.each([
  ['refrain-recordings', 'refrain-fingerprint'],
  ['refrain-dumps', 'refrain-dump'],
])('queue %s', (queue, worker) => {
  it('gives a message five tries, each longer than its worker can take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: queue,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 15 * 60,
      RedrivePolicy: {
        maxReceiveCount: 5,
        deadLetterTargetArn: { 'Fn::GetAtt': [queueId(`${queue}-dead`), 'Arn'] },
      },
    });
  });

  it('keeps dead messages longer than live ones', () => {
    const [live, dead] = [queue, `${queue}-dead`].map(
      (name) =>
        template.findResources('AWS::SQS::Queue')[String(queueId(name))]?.Properties.MessageRetentionPeriod,
    );
    expect(dead).toBeGreaterThan(live);
  });

  it('feeds its worker one message at a time, with a ceiling', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queueId(queue), 'Arn'] },
      FunctionName: { Ref: functionId(worker) },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: Match.anyValue() },
    });
  });

  it.each([queue, `${queue}-dead`])('%s refuses plain HTTP', (name) => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queueId(name) }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('is watched, and so are its dead', () => {
    for (const [name, metric] of [
      [`${queue}-dead`, 'ApproximateNumberOfMessagesVisible'],
      [queue, 'ApproximateAgeOfOldestMessage'],
    ])
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: metric,
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId(String(name)), 'QueueName'] } }],
      });
  });
});

it('sweeps every minute', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [functionId('refrain-sweeper'), 'Arn'] } })],
  });
});

it('watches the API and the sweeper, and mails whom the deployer names', () => {
  for (const MetricName of ['5xx', 'Errors'])
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
  template.resourceCountIs('AWS::SNS::Topic', 0);

  const mailed = templateOf({ alarmEmail: 'owner@example.org' });
  mailed.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'owner@example.org',
  });
  mailed.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.anyValue() }] });
});
