import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { invokeAsynchronously } from '#local/lambda/asynchronous.ts';
import { LambdaFunction } from '#local/lambda/function.ts';
import { variablesOf } from '#local/lambda/variables.ts';
import { readTemplate } from '#local/template/read.ts';
import { fixtureTemplate } from './fixtures/template.ts';

const root = join(import.meta.dirname, '../..');
const site = { region: 'eu-west-1', stack: 'fixture-eu-west-1', apiUrl: 'http://127.0.0.1:1' };
const running: LambdaFunction[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

/** The fixture's function that fails on demand, with this EventInvokeConfig. */
function ways(config?: object): LambdaFunction {
  const template = fixtureTemplate();
  const Config = { Type: 'AWS::Lambda::EventInvokeConfig', Properties: config };
  const Resources = { ...template.Resources, ...(config && { Config }) };
  const { functions } = readTemplate({ ...template, Resources }, site);
  const declared = functions.find(({ name }) => name === 'ways');
  if (!declared) throw new Error('The fixture has no such function.');
  const variables = variablesOf(declared, 'http://127.0.0.1:1');
  const target = new LambdaFunction({
    declared,
    entry: join(root, declared.entry),
    variables,
    log: () => {},
  });
  running.push(target);
  return target;
}

test.each([
  ['twice more', 3, undefined],
  [
    'as often as its EventInvokeConfig says',
    1,
    { FunctionName: { Ref: 'Ways' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
  ],
])('a failed asynchronous event is tried %s', async (_, calls, config) => {
  const target = ways(config);
  const { signal } = new AbortController();
  await invokeAsynchronously(target, { pathParameters: { way: 'throw' } }, 1e-4, signal);
  expect(await target.invoke({ pathParameters: { way: 'calls' } })).toEqual({ calls: calls + 1 });
});

test('one that succeeds is not', async () => {
  const target = ways();
  const { signal } = new AbortController();
  await invokeAsynchronously(target, { pathParameters: { way: 'bare' } }, 1e-4, signal);
  expect(await target.invoke({ pathParameters: { way: 'calls' } })).toEqual({ calls: 2 });
});
