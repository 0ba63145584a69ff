import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let output: string;
beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), 'refrain-synth-'));
});
afterAll(() => rm(output, { recursive: true, force: true }));

// The command itself, with its CLI, cdk.json and the bundles that would be uploaded; `.ci/run` has it make three regions.
it('`cdk synth` makes the template of one region and bundles every function', async () => {
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  await promisify(execFile)(
    process.execPath,
    [cdk, 'synth', '--quiet', '--output', output, '-c', 'regions=eu-west-1'],
    {
      cwd: root,
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false' },
    },
  );
  const made = await readdir(output);
  expect(made.filter((file) => file.endsWith('.template.json')).sort()).toEqual([
    'refrain-eu-west-1.template.json',
  ]);
  const template = JSON.parse(await readFile(join(output, 'refrain-eu-west-1.template.json'), 'utf8'));
  const functions = Object.values(template.Resources).filter(
    (resource) =>
      Object(resource).Type === 'AWS::Lambda::Function' && Object(resource).Metadata['refrain:entry'],
  );
  for (const each of functions) {
    const asset = Object(each).Metadata['aws:asset:path'];
    expect(await readdir(join(output, asset))).toContain('index.mjs');
  }
  expect(functions.length).toBeGreaterThan(10);
});
