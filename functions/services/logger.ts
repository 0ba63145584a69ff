import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs, one JSON line each. */
export const logger = new Logger({ serviceName: 'refrain' });
