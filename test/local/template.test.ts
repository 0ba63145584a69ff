// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub spells its variables so.
import { describe, expect, test } from 'vitest';
import { resolve } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/read.ts';
import { Stack } from '#local/template/stack.ts';
import { fixtureTemplate } from './fixtures/template.ts';

const site = { region: 'eu-west-1', stack: 'stack', apiUrl: 'http://127.0.0.1:1' };

describe('a value', () => {
  const stack = new Stack(
    {
      Parameters: { Stage: { Default: 'test' } },
      Mappings: { Sizes: { small: { memory: 128 } } },
      Conditions: {
        Testing: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
        Never: { 'Fn::Not': [{ Condition: 'Testing' }] },
        Both: { 'Fn::And': [{ Condition: 'Testing' }, { Condition: 'Never' }] },
        Either: { 'Fn::Or': [{ Condition: 'Testing' }, { Condition: 'Never' }] },
      },
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${Stage}-work' } } },
        Unnamed: { Type: 'AWS::SQS::Queue' },
        Role: { Type: 'AWS::IAM::Role' },
      },
    },
    site,
  );
  test.each([
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::Region' }, 'eu-west-1'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-west-1:000000000000:test-work'],
    [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'test-work'],
    [{ 'Fn::GetAtt': ['Unnamed', 'QueueName'] }, 'stack-Unnamed'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-test'],
    [
      { 'Fn::Sub': ['${x}/${AWS::Partition}/${!kept}/${Queue.QueueName}', { x: { Ref: 'Stage' } }] },
      'test/aws/${kept}/test-work',
    ],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    [{ 'Fn::If': ['Testing', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    [
      { kept: 1, left: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      { kept: 1, list: [2] },
    ],
    [
      [null, true, { deep: [{ Ref: 'AWS::URLSuffix' }] }],
      [null, true, { deep: ['amazonaws.com'] }],
    ],
  ])('%j becomes %j', (value, expected) => {
    expect(resolve(value, stack)).toEqual(expected);
  });

  test.each([
    [{ 'Fn::ImportValue': 'x' }, /Fn::ImportValue/],
    [{ Ref: 'Absent' }, /no resource Absent/],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, /attribute Colour of Queue/],
    [{ 'Fn::If': ['Absent', 1, 2] }, /no condition Absent/],
  ])('%j is refused by name', (value, message) => {
    expect(() => resolve(value, stack)).toThrow(message);
  });
});

describe('a template', () => {
  test('declares what there is to make', () => {
    const declared = readTemplate(fixtureTemplate(), site);
    expect(declared.tables.map((table) => table.TableName)).toEqual(['fixture-records']);
    expect(declared.buckets).toEqual([
      {
        name: 'fixture-000000000000-eu-west-1',
        cors: [],
        announcements: [
          {
            id: 'local',
            queue: 'arn:aws:sqs:eu-west-1:000000000000:fixture-work',
            events: ['s3:ObjectCreated:*'],
            prefix: 'inbox/',
            suffix: '',
          },
        ],
      },
    ]);
    expect(declared.functions.find((found) => found.name === 'echo')).toMatchObject({
      handler: 'handler',
      timeout: 2,
      environment: { REFRAIN_RECORDS_TABLE: 'fixture-records' },
    });
    const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:ways';
    expect(declared.routes).toContainEqual({
      key: 'GET /impatient/{way}',
      functionArn,
      timeout: 100,
      permitted: true,
    });
    expect(declared.eventSources).toMatchObject([
      { batchSize: 5, maximumConcurrency: 2, reportBatchItemFailures: true },
    ]);
  });

  const withResource = (Type: string, Properties: object = {}, more: object = {}) => {
    const template = fixtureTemplate();
    return { ...template, ...more, Resources: { ...template.Resources, Extra: { Type, Properties } } };
  };

  test('with a type that is not known is refused, naming it', () => {
    const template = withResource('AWS::Kinesis::Stream');
    expect(() => readTemplate(template, site)).toThrow('AWS::Kinesis::Stream (Extra)');
  });

  test('may hold what has no meaning here, and what its condition leaves out', () => {
    expect(() => readTemplate(withResource('AWS::CloudWatch::Alarm'), site)).not.toThrow();
    const Extra = { Type: 'AWS::Kinesis::Stream', Condition: 'Never' };
    const template = fixtureTemplate();
    const conditional = {
      ...template,
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
      Resources: { ...template.Resources, Extra },
    };
    expect(() => readTemplate(conditional, site)).not.toThrow();
  });

  const topicPolicy = (...Statement: object[]) => ({
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'full', AlarmActions: [{ Ref: 'Topic' }] },
    },
    ...(Statement.length > 0 && {
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Statement } },
      },
    }),
  });
  const everyone = { Principal: '*', Action: 'sns:Publish', Resource: { Ref: 'Topic' } };
  const overPlainHttp = {
    Effect: 'Deny',
    ...everyone,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const cloudWatch = (SourceArn: string, account = '000000000000') => ({
    Effect: 'Allow',
    ...everyone,
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': SourceArn }, StringEquals: { 'aws:SourceAccount': account } },
  });
  const alarmOf = (name: string) => `arn:aws:cloudwatch:eu-west-1:000000000000:alarm:${name}`;
  const withAlarm = (...statements: object[]) => {
    const template = fixtureTemplate();
    return () =>
      readTemplate(
        { ...template, Resources: { ...template.Resources, ...topicPolicy(...statements) } },
        site,
      );
  };

  test('may have an alarm whose topic lets it publish', () => {
    expect(withAlarm()).not.toThrow();
    expect(withAlarm(overPlainHttp, cloudWatch(alarmOf('f*')))).not.toThrow();
  });

  test.each([
    ['says nothing of CloudWatch', [overPlainHttp]],
    ['names another alarm', [overPlainHttp, cloudWatch(alarmOf('other'))]],
    ['names another account', [overPlainHttp, cloudWatch(alarmOf('full'), '111111111111')]],
    ['denies what it allows', [cloudWatch(alarmOf('full')), { ...everyone, Effect: 'Deny' }]],
  ])('with an alarm whose topic %s is refused', (_, statements) => {
    expect(withAlarm(...statements)).toThrow(/would ring unheard/);
  });

  test('with a rule whose function does not let it in has a schedule that calls nobody', () => {
    const rule = {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Ways', 'Arn'] } }],
    };
    expect(readTemplate(withResource('AWS::Events::Rule', rule), site).schedules).toMatchObject([
      { permitted: false },
    ]);
  });

  test('names its schedules in rates', () => {
    const schedule = (ScheduleExpression: string) =>
      readTemplate(withResource('AWS::Events::Rule', { ScheduleExpression, Targets: [{ Arn: 'x' }] }), site)
        .schedules;
    expect(schedule('rate(1 minute)')).toMatchObject([{ period: 60_000, functionArn: 'x' }]);
    expect(schedule('rate(2 hours)')).toMatchObject([{ period: 7_200_000 }]);
    expect(() => schedule('cron(0 12 * * ? *)')).toThrow('cron(0 12 * * ? *)');
  });
});
