import type { TestProject } from 'vitest/node';
import { start } from '../api/local-deployment.ts';

/** A local deployment for the tests in a browser. */
export async function setup({ provide }: TestProject) {
  const { local, close } = await start(provide);
  provide('endpoints', local.endpoints);
  return close;
}
