import manifest from '../package.json' with { type: 'json' };
import { api } from './http/api.ts';

export const handler = api({
  getHealth: async () => ({
    status: 'ok',
    version: manifest.version,
    region: process.env['AWS_REGION'] ?? '',
  }),
});
