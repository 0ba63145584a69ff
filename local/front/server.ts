import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Authority } from '../iam/authority.ts';
import { refuse } from './refusal.ts';
import { type Scope, scopeOf } from './scope.ts';

/** One service of one region answers a request that was signed for it. */
export type ServiceHandler = (request: IncomingMessage, response: ServerResponse, scope: Scope) => void;

export interface Services {
  readonly regions: readonly string[];
  readonly authority: Authority;
  readonly dynamodb: ServiceHandler | undefined;
  readonly s3: ServiceHandler | undefined;
  readonly sqs: ServiceHandler | undefined;
  /** Browsers ask before they send, and cannot sign: CORS preflights, and anonymous reads that S3 refuses in XML. */
  readonly unsigned: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

/** One port for every service and region: the credential scope of the signed request says whose it is. */
export function frontServer(services: Services): Server {
  const server = createServer((request, response) => {
    const scope = scopeOf(request);
    if (!scope) return unsigned(services, request, response);
    if (services.authority.secretOf(scope.accessKeyId) === undefined) {
      return refuse(request, response, scope.service, 403, 'InvalidAccessKeyId', unknownKey(scope));
    }
    if (!services.regions.includes(scope.region)) {
      return refuse(
        request,
        response,
        scope.service,
        400,
        'UnrecognizedClientException',
        unknownRegion(services, scope),
      );
    }
    const handler = handlerOf(services, scope.service);
    if (!handler) {
      const message = `The local deployment has no service '${scope.service}'.`;
      return refuse(request, response, scope.service, 400, 'UnknownService', message);
    }
    handler(request, response, scope);
  });
  // Uploads of several gigabytes over a slow disk take longer than Node's default of five minutes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

function handlerOf(services: Services, service: string): ServiceHandler | undefined {
  return service === 'dynamodb' || service === 's3' || service === 'sqs' ? services[service] : undefined;
}

function unsigned(services: Services, request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers['x-amz-target'] && services.unsigned) {
    services.unsigned(request, response);
    return;
  }
  const service = String(request.headers['x-amz-target'] ?? '').startsWith('DynamoDB') ? 'dynamodb' : 'sqs';
  refuse(
    request,
    response,
    service,
    403,
    'MissingAuthenticationToken',
    'Request is missing Authentication Token',
  );
}

function unknownKey(scope: Scope): string {
  return `The access key '${scope.accessKeyId}' is nobody's in the local deployment.`;
}

function unknownRegion(services: Services, scope: Scope): string {
  return `Region '${scope.region}' is not deployed here; ${services.regions.join(', ')} are.`;
}
