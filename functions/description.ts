import { describe } from '#api/openapi/describe.ts';
import { page } from '#api/openapi/page.ts';
import manifest from '../package.json' with { type: 'json' };
import { api } from './http/api.ts';
import { consolePage } from './http/console-page.ts';

const description = describe(manifest.version);

export const handler = api({
  getOpenApi: async () => ({ ...description }),
  getConsole: async () => consolePage(process.env),
  getDocs: ({ url }) => page(description, url.origin),
});
