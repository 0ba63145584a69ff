import { functionCredentials } from '../credentials.ts';
import { endpointVariables } from '../endpoints.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

/**
 * The environment variables of a function: the template's, those Lambda sets, and where the engines are. Nothing of
 * the machine's own AWS configuration comes through, so that no call can leave for the real one.
 */
export function variablesOf(declared: FunctionDeclaration, front: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = functionCredentials(declared.arn);
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    // Test hosts that audio_url may reach; no template has it.
    REFRAIN_ALLOWED_HOSTS: process.env.REFRAIN_ALLOWED_HOSTS ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...declared.environment,
    AWS_REGION: declared.region,
    AWS_DEFAULT_REGION: declared.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: declared.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declared.memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${declared.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    ...endpointVariables(front),
  };
}
