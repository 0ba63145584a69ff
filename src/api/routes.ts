import { bucketRoutes } from '#api/buckets/routes.ts';
import { dedupFileRoutes } from '#api/dedup/routes.ts';
import { dumpRoutes } from '#api/dumps/routes.ts';
import { identifyRoutes } from '#api/duplicates/identify.ts';
import { duplicateRoutes } from '#api/duplicates/routes.ts';
import { playingRoutes } from '#api/files/playing.ts';
import { fileRoutes } from '#api/files/routes.ts';
import { uploadRoutes } from '#api/files/uploads.ts';
import { tokenRoutes } from '#api/tokens/routes.ts';
import { consoleRoutes } from './console.ts';
import { descriptionRoutes } from './description.ts';
import { healthRoutes } from './health.ts';
import type { Route } from './route.ts';

/** The route table: every route there is, by the name of its operation. */
export const routes = {
  ...bucketRoutes,
  ...fileRoutes,
  ...playingRoutes,
  ...uploadRoutes,
  ...dedupFileRoutes,
  ...dumpRoutes,
  ...duplicateRoutes,
  ...identifyRoutes,
  ...tokenRoutes,
  ...healthRoutes,
  ...descriptionRoutes,
  ...consoleRoutes,
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
