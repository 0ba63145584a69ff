import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { templateOf } from './synthesis.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:000000000000:certificate/1';
const domains = JSON.stringify({ 'eu-west-1': { name: 'audio.example.org', certificateArn } });

/** As they are with these in the place of cdk.json's own. */
const settingsWith = (context: Record<string, unknown>) => {
  const all = new Map<string, unknown>(Object.entries({ ...cdkJson.context, ...context }));
  return readSettings((key) => all.get(key));
};

describe('settings', () => {
  it.each([
    ['stage', 'Test', 'at most 16 small letters and digits'],
    ['stage', 'a-b', 'at most 16 small letters and digits'],
    ['tags', 'red', 'an object, as {"team":"audio"}'],
    ['tags', { team: 7 }, 'names and values must be text'],
    ['domains', '{', 'an object, as {"eu-west-1"'],
    ['domains', { 'us-east-1': { name: 'a.org' } }, 'us-east-1 is not among the regions'],
    ['domains', { 'eu-west-1': { name: 'a.org' } }, 'needs a name and the ARN of a certificate in eu-west-1'],
    ['domains', domains.replace('acm:eu-west-1', 'acm:us-east-1'), 'a certificate in eu-west-1'],
    ['workers', '1', 'a whole number from 2 to 1000'],
    ['workers', 'many', 'a whole number from 2 to 1000'],
    ['requestsPerSecond', '0', 'a whole number from 1 to 10000'],
    ['requestBurst', 6000, 'a whole number from 1 to 5000'],
    ['capacity', 'plenty', 'one of on-demand, provisioned'],
    ['warmReads', 100, 'a whole number from 12000'],
    ['warmWrites', '1.5', 'a whole number from 4000'],
    ['audioStorageClass', 'GLACIER', 'one of STANDARD, INTELLIGENT_TIERING, STANDARD_IA, GLACIER_IR'],
    ['restored', { 'eu-west-1': { other: 'x' } }, 'the name of records or index'],
    ['restored', { nowhere: { index: 'refrain-index-2' } }, '"nowhere" is no region Refrain knows'],
    ['keepAudio', 'no', 'true or false'],
    ['alarmEmail', 'me', 'an address of mail'],
    ['logDays', '31', 'one of 1, 3, 5, 7, 14, 30'],
  ])('refuses %s=%j in a sentence', (key, value, sentence) => {
    expect(() => settingsWith({ [key]: value })).toThrow(`context "${key}": `);
    expect(() => settingsWith({ [key]: value })).toThrow(sentence);
  });

  it.each(['100', '5-1', '0-10', '1-50000'])('refuses readUnits=%s', (readUnits) => {
    expect(() => settingsWith({ capacity: 'provisioned', readUnits })).toThrow('context "readUnits"');
  });

  it('are each in the table of the docs, with the default of cdk.json', () => {
    const docs = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8');
    const rows = new Map(
      [...docs.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \|$/gm)].map(([, key, value]) => [key, value]),
    );
    const own = Object.entries(cdkJson.context).filter(([key]) => !key.startsWith('@'));
    expect([...rows.keys()].sort()).toEqual(own.map(([key]) => key).sort());
    for (const [key, value] of own) {
      if (key === 'regions') continue;
      const isNone = value === '' || typeof value === 'object';
      expect(rows.get(key), key).toBe(isNone ? 'none' : `\`${value}\``);
    }
  });
});

describe('a stage', () => {
  const staged = templateOf({ stage: 'test' }, 'refrain-test-eu-west-1');

  it('is in the name of everything that has one of ours', () => {
    const names = Object.values<{ Properties?: Record<string, unknown> }>(staged.toJSON().Resources).flatMap(
      ({ Properties = {} }) =>
        Object.entries(Properties).flatMap(([property, value]) =>
          /^(Table|Bucket|Queue|Function|Alarm|Dashboard|LogGroup)?Name$/.test(property) &&
          property !== 'FunctionName'
            ? [JSON.stringify(value)]
            : [],
        ),
    );
    const ours = names.filter((name) => /refrain/.test(name));
    expect(ours.length).toBeGreaterThan(30);
    for (const name of ours) expect(name).toContain('refrain-test');
    staged.allResourcesProperties('AWS::DynamoDB::Table', {
      TableName: Match.stringLikeRegexp('^refrain-test-'),
    });
    staged.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'refrain-test-files' });
    staged.hasResourceProperties('AWS::Events::Rule', { Name: 'refrain-test-sweep' });
    staged.hasResourceProperties('AWS::ApiGatewayV2::Api', { Name: 'refrain-test' });
  });

  it('reaches nothing of another stage', () => {
    expect(JSON.stringify(staged.toJSON())).not.toMatch(/refrain-(records|index|recordings|dumps)\b/);
  });

  it('is what logs and metrics say they are of', () => {
    staged.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'refrain-test-files',
      Environment: {
        Variables: Match.objectLike({
          POWERTOOLS_SERVICE_NAME: 'refrain-test',
          POWERTOOLS_METRICS_NAMESPACE: 'Refrain/test',
        }),
      },
    });
  });
});

describe('what is set', () => {
  const set = templateOf({
    tags: '{"team":"audio"}',
    domains,
    workers: '50',
    requestsPerSecond: '10',
    requestBurst: '20',
    warmReads: 24000,
    warmWrites: 8000,
    audioStorageClass: 'INTELLIGENT_TIERING',
    logDays: '7',
  });

  it('tags every resource that takes tags', () => {
    const tags = Match.arrayWith([
      { Key: 'application', Value: 'refrain' },
      { Key: 'team', Value: 'audio' },
    ]);
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'])
      set.allResourcesProperties(type, { Tags: tags });
  });

  it('gives the API its domain, which links name, and tells what the DNS record must name', () => {
    set.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'audio.example.org',
      DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }],
    });
    set.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    set.hasOutput('ApiUrl', { Value: 'https://audio.example.org' });
    expect(Object.keys(set.findOutputs('*')).some((name) => name.includes('DomainTarget'))).toBe(true);
    set.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'refrain-buckets',
      Environment: { Variables: Match.objectLike({ REFRAIN_API_ORIGIN: 'https://audio.example.org' }) },
    });
  });

  it('limits workers and requests, and keeps logs', () => {
    set.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 50 },
    });
    set.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
    set.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  it('warms both tables', () => {
    set.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      WarmThroughput: { ReadUnitsPerSecond: 24000, WriteUnitsPerSecond: 8000 },
    });
  });

  it('moves audio to its storage class', () => {
    const rule = (Prefix: string) =>
      Match.objectLike({
        Prefix,
        Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 1 }],
      });
    set.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith([rule('inbox/'), rule('audio/')]) },
    });
  });

  it('lets audio go that is not to be kept, after every message of it is gone, and keeps fingerprints', () => {
    const [bucket] = Object.values(templateOf({ keepAudio: 'false' }).findResources('AWS::S3::Bucket'));
    const rules: { Prefix?: string; ExpirationInDays?: number }[] =
      bucket?.Properties.LifecycleConfiguration.Rules;
    const expiring = rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined);
    expect(expiring.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
      ['dumps/', 2],
      ['inbox/', 8],
      ['audio/', 8],
    ]);
  });

  it('uses tables that were restored under other names, and declares none in their place', () => {
    const restored = { 'eu-west-1': { records: 'refrain-records-2', index: 'refrain-index-2' } };
    const template = templateOf({ restored });
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'refrain-files',
      Environment: { Variables: Match.objectLike({ REFRAIN_RESTORED: JSON.stringify(restored) }) },
    });
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).toContain('eu-west-1:');
    expect(policies).toContain('table/refrain-records-2');
    // The other regions' are called as ever.
    expect(policies).toMatch(/us-west-2:[^"]*"[^\]]*table\/refrain-records"/);
    const other = templateOf({ restored }, 'refrain-us-west-2');
    other.resourceCountIs('AWS::DynamoDB::Table', 2);
    expect(JSON.stringify(other.findResources('AWS::IAM::Policy'))).toContain('table/refrain-records-2');
  });

  it('provisions tables whose units follow their use', () => {
    const provisioned = templateOf({ capacity: 'provisioned', readUnits: '50-500', writeUnits: '10-100' });
    provisioned.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: Match.absent(),
      ProvisionedThroughput: { ReadCapacityUnits: 50, WriteCapacityUnits: 10 },
    });
    provisioned.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 4);
    provisioned.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 50,
      MaxCapacity: 500,
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
    });
  });
});
