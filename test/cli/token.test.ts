import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticate } from '#domain/tokens/tokens.ts';
import { localCredentials } from '#local/credentials.ts';
import { startDeployment } from '../aws/store-region.ts';

const launcher = fileURLToPath(new URL('../../cli/refrain.mjs', import.meta.url));

let region: Awaited<ReturnType<typeof startDeployment>>;
beforeAll(async () => {
  region = await startDeployment();
});
afterAll(() => region.stop());

const refrain = (...args: string[]) => {
  const { accessKeyId, secretAccessKey } = localCredentials();
  return promisify(execFile)(process.execPath, [launcher, ...args], {
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL_DYNAMODB: region.access.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
};

describe('refrain token', () => {
  test('prints an admin token of account 1, which works', async () => {
    const { stdout } = await refrain('token', '--region', 'eu-west-1');
    const token = await authenticate(region.deployment, stdout.trim());
    expect(token).toEqual({ id: expect.stringMatching(/^1-/), uid: 1, scopes: ['admin'], expiresAt: null });
  });

  test('of another account, with the scopes named', async () => {
    const { stdout } = await refrain(
      'token',
      '--region',
      'us-west-2',
      '--uid',
      '9',
      '--scopes',
      'read,write',
    );
    expect(stdout).toMatch(/^rf2_/);
    const token = await authenticate(region.deployment, stdout.trim());
    expect(token).toMatchObject({ uid: 9, scopes: ['read', 'write'] });
  });

  test.each([
    [[], /name a region/],
    [['--region', 'nowhere'], /no token was made: Refrain has no code for region nowhere/],
    [['--region', 'eu-central-1'], /no token was made.*is Refrain deployed in eu-central-1/],
    [['--region', 'eu-west-1', '--uid', '0'], /It takes a number from 1/],
    [['--region', 'eu-west-1', '--scopes', 'all'], /--scopes is a list of read, write, admin/],
  ])('%j says what is wrong', async (args, sentence) => {
    await expect(refrain('token', ...args)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^refrain: .*${sentence.source}.*\n$`)),
    });
  });
});
