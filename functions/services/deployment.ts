import { openDeployment } from '#aws/deployment.ts';
import { readEnvironment } from './environment.ts';
import { tell } from './metrics.ts';

const { names, region } = readEnvironment(process.env);

/** The deployment this function belongs to; made once, when the function starts. */
export const deployment = openDeployment(names, region, {}, tell);
