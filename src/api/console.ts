import * as z from 'zod';
import type { Route } from './route.ts';

export const consoleRoutes = {
  getConsole: {
    summary:
      'The console: a page for the browser, to look at buckets, files and duplicates and to change them.',
    method: 'GET',
    path: '/console',
    resource: 'description',
    scope: 'public',
    ours: true,
    status: 200,
    answer: z.string(),
    contentType: 'text/html; charset=utf-8',
  },
} as const satisfies Record<string, Route>;
