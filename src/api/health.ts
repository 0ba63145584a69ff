import * as z from 'zod';
import type { Route } from './route.ts';

export const healthRoutes = {
  getHealth: {
    summary: 'Tells that this region answers, and with which version.',
    method: 'GET',
    path: '/api/health',
    resource: 'health',
    ours: true,
    scope: 'public',
    status: 200,
    answer: z.object({ status: z.literal('ok'), version: z.string(), region: z.string() }),
  },
} as const satisfies Record<string, Route>;
