import type { TestProject } from 'vitest/node';
import { startGateway } from '#gateway/gateway.ts';
import { start } from './local-deployment.ts';

/** A local deployment whose regions are called through gateways: the tests over HTTP see no difference. */
export async function setup({ provide }: TestProject) {
  const { local, close } = await start(provide);
  const gateways = await Promise.all(
    Object.entries(local.endpoints).map(async ([region, url]) => {
      const options = { to: new URL(url), host: '127.0.0.1', port: 0, disk: 1e9 };
      return [region, await startGateway(options)] as const;
    }),
  );
  provide('endpoints', Object.fromEntries(gateways.map(([region, { url }]) => [region, url])));
  return async () => {
    await Promise.all(gateways.map(([, gateway]) => gateway.close()));
    await close();
  };
}
