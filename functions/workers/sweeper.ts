import { sweep } from '#domain/sweeping.ts';
import { deployment } from '#functions/services/deployment.ts';
import { logger } from '#functions/services/logger.ts';
import { tell } from '#functions/services/metrics.ts';

/** Every minute: take up what was left undone. */
export const handler = () =>
  sweep(deployment, (todo, error) => {
    logger.error('todo failed', { todo, error });
    tell('TodoFailed', 1);
  });
