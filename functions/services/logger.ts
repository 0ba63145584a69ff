import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs, one JSON line each; the service in them is the deployment's name. */
export const logger = new Logger();
