import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: ['test/api/**', 'test/contract/**'] },
      },
      {
        extends: true,
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          globalSetup: ['test/api/local-deployment.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        // What the tests over HTTP have shown, so it comes after them.
        extends: true,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], sequence: { groupOrder: 2 } },
      },
    ],
  },
});
