import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { newFolder, removeFolders, stacksOf, synthesise, templateOf, templatesOf } from './synthesis.ts';

afterAll(removeFolders);

describe('regions', () => {
  it('has a stack for each of the three, without an account', () => {
    const stacks = stacksOf(synthesise());
    expect(stacks.map(({ stackName, region, environment }) => [stackName, region, environment])).toEqual([
      ['refrain-eu-west-1', 'eu-west-1', 'aws://unknown-account/eu-west-1'],
      ['refrain-us-west-2', 'us-west-2', 'aws://unknown-account/us-west-2'],
      ['refrain-ap-southeast-1', 'ap-southeast-1', 'aws://unknown-account/ap-southeast-1'],
    ]);
  });

  it('has those the deployer names, as text or as a list', () => {
    const names = (regions: unknown) => stacksOf(synthesise({ regions })).map((stack) => stack.stackName);
    expect(names('us-west-2, eu-west-1')).toEqual(['refrain-us-west-2', 'refrain-eu-west-1']);
    expect(names(['eu-west-1'])).toEqual(['refrain-eu-west-1']);
  });

  it.each([
    ['regions', 'eu-west'],
    ['regions', ''],
    ['regions', 'xx-north-9'],
    ['regions', 'eu-west-1,eu-west-1'],
    ['destroyData', 'yes'],
  ])('refuses %s=%s', (key, value) => {
    expect(() => synthesise({ [key]: value })).toThrow(`context "${key}"`);
  });

  it.each([
    [
      'regions',
      'eu-west,us-west-2',
      /^context "regions": "eu-west" is no region Refrain knows\. .*eu-west-1, us-west-2, .*\n$/,
    ],
    ['destroyData', 'yes', /^context "destroyData": "yes" .*true or false.*\n$/],
  ])('tells the deployer in one sentence what is wrong with %s=%s', (key, value, sentence) => {
    const env = {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify({ [key]: value }),
      CDK_OUTDIR: newFolder(),
    };
    const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], { env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(sentence) });
  });

  it('declares the same resources in each', () => {
    const [first, ...others] = [...templatesOf().values()].map((template) =>
      Object.values<{ Type: string }>(template.toJSON().Resources).map((resource) => resource.Type),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it('tells where the API is', () => {
    templateOf().hasOutput('ApiUrl', { Value: { 'Fn::GetAtt': ['ApiHttp17514DA7', 'ApiEndpoint'] } });
  });
});
