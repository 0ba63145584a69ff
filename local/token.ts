import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDeployment } from '#aws/deployment.ts';
import { Unauthenticated } from '#domain/errors.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { authenticate, createToken, newSecret } from '#domain/tokens/tokens.ts';
import { readEnvironment } from '#functions/services/environment.ts';
import { localCredentials } from './credentials.ts';

const owner = { uid: 1, name: 'local admin', scopes: ['admin'], expiresAt: null } as const;

/**
 * The admin token of the local deployment: made at the first start, the same ever after (until --fresh).
 * `variables` is the environment of any of its functions, which names tables and engines.
 */
export async function adminToken(data: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const { names, region } = readEnvironment(variables);
  const endpoint = variables['AWS_ENDPOINT_URL_DYNAMODB'];
  const credentials = localCredentials();
  const deployment = openDeployment(names, region, { ...(endpoint && { endpoint }), credentials });
  const file = join(data, 'token.json');
  const secret = readSecret(file) ?? newSecret(region);
  // The file first: a secret in a table alone would be lost.
  writeFileSync(`${file}.new`, JSON.stringify({ token: secret }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  if (!(await isKnown(deployment, secret))) await createToken(deployment, owner, secret);
  return secret;
}

async function isKnown(deployment: Deployment, secret: string): Promise<boolean> {
  try {
    await authenticate(deployment, secret);
    return true;
  } catch (error) {
    if (error instanceof Unauthenticated) return false;
    throw error;
  }
}

function readSecret(file: string): string | undefined {
  try {
    const { token } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
