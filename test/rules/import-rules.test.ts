import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Breaks planted in an otherwise empty tree: where, what is imported, and the rule that must fail. */
const breaks: [file: string, imports: string, rule: string][] = [
  ['src/core/broken.ts', '../domain/there.ts', 'core-imports'],
  ['src/core/broken-io.ts', 'node:fs', 'core-imports'],
  ['src/domain/broken.ts', '../aws/there.ts', 'domain-imports'],
  ['src/domain/broken-sdk.ts', '@aws-sdk/client-s3', 'aws-sdk-in-its-place'],
  ['src/api/broken.ts', '../aws/there.ts', 'api-imports'],
  ['src/aws/broken.ts', '../media/there.ts', 'aws-and-media-apart'],
  ['src/media/broken.ts', '../aws/there.ts', 'media-and-aws-apart'],
  ['src/web/broken.ts', '../aws/there.ts', 'web-imports'],
  ['src/web/broken-package.ts', 'zod', 'web-imports'],
  ['src/media/broken-web.ts', '../web/there.ts', 'media-and-aws-apart'],
  ['src/aws/broken-web.ts', '../web/there.ts', 'aws-and-media-apart'],
  ['src/domain/broken-addresses.ts', 'ipaddr.js', 'ipaddr-in-its-place'],
  ['src/core/wasm/broken.ts', '../match/there.ts', 'core-wasm-imports'],
  ['src/core/fingerprint/broken.ts', '../match/there.ts', 'core-fingerprint-imports'],
  ['src/core/text/broken.ts', '../match/there.ts', 'core-text-imports'],
  ['src/core/sketch/broken.ts', '../match/there.ts', 'core-sketch-imports'],
  ['src/core/match/broken.ts', '../text/there.ts', 'core-match-imports'],
  ['src/domain/ports/broken.ts', '../files/there.ts', 'domain-ports-imports'],
  ['src/domain/buckets/broken.ts', '../files/there.ts', 'domain-buckets-imports'],
  ['src/domain/tokens/broken.ts', '../buckets/there.ts', 'domain-tokens-imports'],
  ['src/domain/dedup/broken.ts', '../duplicates/there.ts', 'domain-dedup-imports'],
  ['src/domain/dumps/broken.ts', '../files/there.ts', 'domain-dumps-imports'],
  ['src/domain/duplicates/broken.ts', '../files/there.ts', 'domain-duplicates-imports'],
  ['src/domain/files/broken.ts', '../dumps/there.ts', 'domain-files-imports'],
  ['src/domain/restoring/broken.ts', '../files/there.ts', 'domain-restoring-imports'],
  ['src/domain/files/broken-top.ts', '../there.ts', 'domain-files-imports'],
  ['src/api/answers/broken.ts', '../files/there.ts', 'api-answers-imports'],
  ['src/api/buckets/broken.ts', '../files/there.ts', 'api-buckets-imports'],
  ['src/api/dedup/broken.ts', '../files/there.ts', 'api-dedup-imports'],
  ['src/api/dumps/broken.ts', '../files/there.ts', 'api-dumps-imports'],
  ['src/api/duplicates/broken.ts', '../files/there.ts', 'api-duplicates-imports'],
  ['src/api/files/broken.ts', '../dedup/there.ts', 'api-files-imports'],
  ['src/api/tokens/broken.ts', '../files/there.ts', 'api-tokens-imports'],
  ['src/media/headers/broken.ts', '../decoders/there.ts', 'media-headers-imports'],
  ['src/media/decoders/broken.ts', '../there.ts', 'media-decoders-imports'],
  ['src/media/codecs/broken.ts', '../decoders/there.ts', 'media-codecs-imports'],
  ['src/media/containers/broken.ts', '../codecs/there.ts', 'media-containers-imports'],
  ['src/aws/table/broken.ts', '../files/there.ts', 'aws-table-imports'],
  ['src/aws/objects/broken.ts', '../files/there.ts', 'aws-objects-imports'],
  ['src/aws/buckets/broken.ts', '../files/there.ts', 'aws-buckets-imports'],
  ['src/aws/dedup/broken.ts', '../files/there.ts', 'aws-dedup-imports'],
  ['src/aws/dumps/broken.ts', '../files/there.ts', 'aws-dumps-imports'],
  ['src/aws/duplicates/broken.ts', '../files/there.ts', 'aws-duplicates-imports'],
  ['src/aws/examining/broken.ts', '../files/there.ts', 'aws-examining-imports'],
  ['src/aws/files/broken.ts', '../dedup/there.ts', 'aws-files-imports'],
  ['src/aws/index/broken.ts', '../files/there.ts', 'aws-index-imports'],
  ['src/aws/recount/broken.ts', '../files/there.ts', 'aws-recount-imports'],
  ['src/aws/restoring/broken.ts', '../files/there.ts', 'aws-restoring-imports'],
  ['src/aws/tokens/broken.ts', '../files/there.ts', 'aws-tokens-imports'],
  ['src/aws/files/broken-domain.ts', '../../domain/files/there.ts', 'ports-alone'],
  ['functions/broken.ts', '../local/there.ts', 'functions-imports'],
  ['functions/broken-entry.ts', './there.ts', 'no-entry-imports-an-entry'],
  ['infra/broken.ts', '../src/domain/there.ts', 'infra-imports'],
  ['src/aws/broken-test.ts', '../../test/there.ts', 'nothing-imports-the-outside'],
  ['gateway/broken.ts', '../src/aws/there.ts', 'gateway-imports'],
  ['console/broken.ts', '../src/domain/there.ts', 'console-imports'],
  ['console/broken-io.ts', 'node:fs', 'console-imports'],
  ['console/asking/broken.ts', '../buckets/there.ts', 'console-asking-imports'],
  ['console/parts/broken.ts', '../buckets/there.ts', 'console-parts-imports'],
  ['console/dedup/broken.ts', '../buckets/there.ts', 'console-dedup-imports'],
  ['console/dumps/broken.ts', '../buckets/there.ts', 'console-dumps-imports'],
  ['console/identify/broken.ts', '../buckets/there.ts', 'console-identify-imports'],
  ['console/duplicates/broken.ts', '../buckets/there.ts', 'console-duplicates-imports'],
  ['console/day/broken.ts', '../buckets/there.ts', 'console-day-imports'],
  ['console/tokens/broken.ts', '../buckets/there.ts', 'console-tokens-imports'],
  ['console/uploads/broken.ts', '../buckets/there.ts', 'console-uploads-imports'],
  ['console/files/broken.ts', '../buckets/there.ts', 'console-files-imports'],
  ['console/buckets/broken.ts', '../duplicates/there.ts', 'console-buckets-imports'],
  ['functions/broken-console.ts', '../console/there.ts', 'nothing-imports-the-console'],
  ['functions/broken-preact.ts', 'preact', 'preact-in-its-place'],
  ['local/broken-gateway.ts', '../gateway/there.ts', 'nothing-imports-the-gateway'],
  ['cli/broken.ts', '../local/there.ts', 'nothing-imports-local'],
  ['cli/broken-api.ts', '../src/api/there.ts', 'cli-imports'],
  ['local/broken.ts', '../src/media/there.ts', 'local-imports'],
  ['src/domain/broken-middy.ts', '@middy/core', 'middy-in-its-place'],
  ['functions/broken-cdk.ts', 'aws-cdk-lib', 'cdk-in-its-place'],
  ['src/core/circle.ts', './round.ts', 'no-circle'],
  ['src/core/broken-leftovers.ts', './utils.ts', 'no-leftovers'],
  ['src/core/broken-nowhere.ts', './nowhere.ts', 'no-unresolvable'],
];

const rooms = [
  'src/core',
  'src/core/match',
  'src/core/text',
  'src/domain',
  'src/domain/buckets',
  'src/domain/dumps',
  'src/domain/duplicates',
  'src/domain/files',
  'src/api',
  'src/api/dedup',
  'src/api/files',
  'src/aws',
  'src/aws/dedup',
  'src/aws/files',
  'src/media',
  'src/media/codecs',
  'src/media/decoders',
  'src/web',
  'console',
  'console/buckets',
  'console/duplicates',
  'functions',
  'gateway',
  'local',
  'test',
];

let tree: string;
let violations: { from: string; rule: { name: string } }[];

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'refrain-rules-'));
  const put = async (file: string, text: string) => {
    await mkdir(join(tree, dirname(file)), { recursive: true });
    await writeFile(join(tree, file), text);
  };
  for (const room of rooms) await put(`${room}/there.ts`, 'export const there = 1;\n');
  await put('src/core/round.ts', "import './circle.ts';\n");
  await put('src/core/utils.ts', 'export const leftover = 1;\n');
  for (const [file, imported] of breaks) await put(file, `import '${imported}';\n`);
  await put('package.json', '{"type":"module"}');
  await put('tsconfig.json', '{"compilerOptions":{"module":"nodenext"}}');
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  const config = join(root, '.dependency-cruiser.mjs');
  const cruiser = join(root, 'node_modules/.bin/depcruise');
  const roots = ['src', 'functions', 'infra', 'gateway', 'cli', 'console', 'local', 'test'];
  const { stdout } = await promisify(execFile)(
    cruiser,
    ['--config', config, '--output-type', 'json', ...roots],
    { cwd: tree, maxBuffer: 1e8 },
  ).catch((error: { stdout: string }) => error);
  violations = JSON.parse(stdout).summary.violations;
});
afterAll(() => rm(tree, { recursive: true, force: true }));

describe('the import rules fail on a planted break', () => {
  it.each(breaks)('%s importing %s: %s', (file, _, rule) => {
    const failed = violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(failed).toContain(rule);
  });

  it('and on nothing else', () => {
    const planted = new Set([...breaks.map(([file]) => file), 'src/core/round.ts']);
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });
});
