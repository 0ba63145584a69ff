import { createHash } from 'node:crypto';

/** Who signs a request, and with what. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const fixed: Credentials = { accessKeyId: 'refrainlocal', secretAccessKey: 'refrainlocal' };

/**
 * The credentials of whoever deployed, who may do everything. They guard nothing (every server is on 127.0.0.1): they let signatures
 * be checked as AWS checks them. Where an engine is replaced by another (AWS_ENDPOINT_URL_…), that one
 * knows only the user's own credentials, and a function has one set for all services.
 */
export function localCredentials(env: NodeJS.ProcessEnv = process.env): Credentials {
  return usersOwn(env) ?? fixed;
}

/**
 * A function's own key, so that what it does is judged by its role. The same at every start: presigned addresses
 * outlive a restart. Where the user's own credentials must do for all, nothing can be judged.
 */
export function functionCredentials(arn: string, env: NodeJS.ProcessEnv = process.env): Credentials {
  const digest = createHash('sha256').update(arn).digest('hex').toUpperCase();
  return (
    usersOwn(env) ?? { accessKeyId: `ASIA${digest.slice(0, 16)}`, secretAccessKey: digest.slice(16, 56) }
  );
}

function usersOwn(env: NodeJS.ProcessEnv): Credentials | undefined {
  const overridden = Object.keys(env).some((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return overridden && accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

export const account = '000000000000';
