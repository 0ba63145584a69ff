import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { CHROMIUM } from './test/console/chromium.ts';
import { isWhole } from './test/extent.ts';

const rooms = {
  extends: true as const,
  test: {
    name: 'rooms',
    include: ['test/**/*.test.ts'],
    exclude: ['test/api/**', 'test/contract/**', 'test/console/**'],
  },
};

const api = {
  extends: true as const,
  test: {
    name: 'api',
    include: ['test/api/**/*.test.ts'],
    globalSetup: ['test/api/local-deployment.ts'],
  },
};

const QUICK = isWhole
  ? '{buckets,dumps,duplicates,moves,odd-clients,problems,tokens}'
  : '{buckets,odd-clients,problems,tokens}';

/** Of what the tests over HTTP have shown: it comes after them. */
const contract = {
  extends: true as const,
  test: { name: 'contract', include: ['test/contract/**/*.test.ts'], sequence: { groupOrder: 1 } },
};

/**
 * Tests over HTTP once more, through gateways: those of every resource that take little time; with `npm run
 * test:gateways` all but those that start a gateway themselves, or are about what a deployment alone refuses.
 */
const throughGateways = process.env['REFRAIN_TEST_GATEWAYS'] === 'all' ? '**/*' : QUICK;
const gateways = {
  extends: true as const,
  test: {
    name: 'gateways',
    include: [`test/api/${throughGateways}.test.ts`],
    exclude: ['test/api/{clients,gateway,first-deployment,inline-limit}.test.ts'],
    globalSetup: ['test/api/through-gateways.ts'],
    sequence: { groupOrder: 2 },
  },
};

/** The console in a browser. */
const inBrowser = {
  extends: true as const,
  test: {
    name: 'console',
    include: ['test/console/**/*.test.ts'],
    globalSetup: ['test/console/local-deployment.ts'],
    sequence: { groupOrder: 2 },
  },
};

/**
 * The tests of the main stores once more on AWS's own DynamoDB Local: what both engines do alike, AWS does. It takes
 * twenty times as long as dynoxide, so that the tests with thousands of writes stay out, and all of it of a short run.
 */
const otherEngine = {
  extends: true as const,
  test: {
    name: 'dynamodb-local',
    include: ['test/aws/{dedup/dedup,files/files,files/moves}.test.ts'],
    env: { REFRAIN_DYNAMODB: 'dynamodb-local' },
    testTimeout: 240_000,
  },
};

// It needs a JDK: with less, it would listen on all interfaces.
const hasJdk = spawnSync('javac', ['-version']).status === 0;

const hasChromium = CHROMIUM !== undefined;
if (!hasChromium) console.log('There is no Chromium here: the tests of the console are left out.');

/**
 * The engines wait for their disk at every write. What they must outlive here is a killed process, not a lost disk: so
 * their files lie in memory where there is room (a container often has 64 MB of it).
 */
function temporaryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 2 ** 31 ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

export default defineConfig({
  test: {
    // One more than there are cores: a fourth of the time tests wait for processes, time-outs and disks.
    maxWorkers: availableParallelism() + 1,
    // A process of its own for each file spends a second on loading what the last one had loaded.
    isolate: false,
    setupFiles: ['test/between-files.ts'],
    reporters: ['default', ...(process.stdout.isTTY ? [] : ['./test/progress-reporter.ts'])],
    env: { TMPDIR: temporaryFolder() },
    testTimeout: 180_000,
    hookTimeout: 240_000,
    projects: [
      rooms,
      api,
      contract,
      gateways,
      ...(hasChromium ? [inBrowser] : []),
      ...(isWhole && hasJdk ? [otherEngine] : []),
    ],
  },
});
