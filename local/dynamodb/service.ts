import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Passage } from '../front/passage.ts';
import { refuse } from '../front/refusal.ts';
import type { Scope } from '../front/scope.ts';
import { InvalidSignature, requireSignature } from '../front/signed-call.ts';
import { AccessDenied, type Authority } from '../iam/authority.ts';
import { askedOf } from './asked.ts';
import type { TableEngines } from './engines.ts';

/** Bytes of a request as AWS counts them. */
const REQUEST_LIMIT = 16 * 1024 * 1024;
const TOO_LARGE = 'The total request size exceeds 16 MB.';

/** What a body carries at least: most of it is values in base64 where it comes near the limit. */
function contentSize(body: Buffer): number {
  return Math.floor((body.length * 3) / 4);
}

/** DynamoDB as its callers see it: rights are judged here, the rest is the engine's. */
export class DynamoDbService {
  readonly #engines: TableEngines;
  readonly #authority: Authority;
  /** The engines' own, which tell tables apart by it. */
  readonly #accessKeyId: string;
  readonly #passage = new Passage();

  constructor(engines: TableEngines, authority: Authority, accessKeyId: string) {
    this.#engines = engines;
    this.#authority = authority;
    this.#accessKeyId = accessKeyId;
  }

  async handle(request: IncomingMessage, response: ServerResponse, scope: Scope): Promise<void> {
    const answer = (status: number, code: string, message: string): void =>
      refuse(request, response, 'dynamodb', status, code, message);
    try {
      const body = await buffer(request);
      if (contentSize(body) > REQUEST_LIMIT) return answer(400, 'ValidationException', TOO_LARGE);
      requireSignature(request, body, scope, this.#authority.secretOf(scope.accessKeyId));
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const asked = askedOf(operation, JSON.parse(body.toString('utf8')), scope.region);
      for (const { action, resource } of asked) this.#authority.require(scope.accessKeyId, action, resource);
      const port = this.#engines.portOf(scope.region);
      if (port === undefined)
        return answer(400, 'UnknownService', `There is no DynamoDB in ${scope.region}.`);
      this.#passage.pass({ port, headers: this.#headers(request, scope), body }, response, (error) =>
        answer(500, 'InternalServerError', `The local DynamoDB: ${error.message}`),
      );
    } catch (error) {
      if (response.destroyed) return;
      if (error instanceof AccessDenied) answer(400, 'AccessDeniedException', error.message);
      else if (error instanceof InvalidSignature) answer(400, error.name, error.message);
      else answer(400, 'SerializationException', `The request cannot be read: ${error}`);
    }
  }

  close(): void {
    this.#passage.close();
  }

  #headers(request: IncomingMessage, { accessKeyId }: Scope): IncomingMessage['headers'] {
    const authorization = request.headers.authorization?.replace(accessKeyId, this.#accessKeyId);
    return { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
  }
}
