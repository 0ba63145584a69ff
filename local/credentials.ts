/** Who signs a request, and with what. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const fixed: Credentials = { accessKeyId: 'refrainlocal', secretAccessKey: 'refrainlocal' };

/**
 * The credentials of the local deployment. They guard nothing (every server is on 127.0.0.1): they let signatures
 * be checked as AWS checks them. Where an engine is replaced by another (AWS_ENDPOINT_URL_…), that one
 * knows only the user's own credentials, and a function has one set for all services.
 */
export function localCredentials(env: NodeJS.ProcessEnv = process.env): Credentials {
  const overridden = Object.keys(env).some((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return overridden && accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : fixed;
}

export const account = '000000000000';
