import * as z from 'zod';
import type { Route } from './route.ts';

const common = { resource: 'description', method: 'GET', scope: 'public', ours: true, status: 200 } as const;

export const descriptionRoutes = {
  getOpenApi: {
    ...common,
    summary: 'Describes every route as OpenAPI 3.1, made from the schemas that check each request.',
    path: '/openapi.json',
    answer: z.looseObject({ openapi: z.string(), info: z.looseObject({ version: z.string() }) }),
  },
  getDocs: {
    ...common,
    summary: 'The same description as a page to read.',
    path: '/docs',
    answer: z.string(),
    contentType: 'text/html; charset=utf-8',
  },
} as const satisfies Record<string, Route>;
