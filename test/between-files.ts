import { afterAll, expect, vi } from 'vitest';

/** A process runs many test files; none takes over what the last one has set, in its modules or around them. */

vi.resetModules();

const before = { ...process.env };
// Else what one file asks before its tests would count as asked by the last test of another.
expect.setState({ currentTestName: '' });

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
