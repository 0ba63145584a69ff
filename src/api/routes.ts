import { bucketRoutes } from './buckets.ts';
import { dedupFileRoutes } from './dedup-files.ts';
import { descriptionRoutes } from './description.ts';
import { dumpRoutes } from './dumps.ts';
import { duplicateRoutes } from './duplicates.ts';
import { fileRoutes } from './files.ts';
import { healthRoutes } from './health.ts';
import type { Route } from './route.ts';
import { tokenRoutes } from './tokens.ts';
import { uploadRoutes } from './uploads.ts';

/** The route table: every route there is, by the name of its operation. */
export const routes = {
  ...bucketRoutes,
  ...fileRoutes,
  ...uploadRoutes,
  ...dedupFileRoutes,
  ...dumpRoutes,
  ...duplicateRoutes,
  ...tokenRoutes,
  ...healthRoutes,
  ...descriptionRoutes,
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
