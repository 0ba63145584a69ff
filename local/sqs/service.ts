import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { account } from '../credentials.ts';
import { jsonError } from '../front/refusal.ts';
import type { Scope } from '../front/scope.ts';
import { InvalidSignature, requireSignature } from '../front/signed-call.ts';
import { AccessDenied, type Authority } from '../iam/authority.ts';
import { actions, type Input, parameters } from './actions.ts';
import { openQueues } from './database.ts';
import { noSuchQueue, SqsError } from './error.ts';
import { type Queue, queueArn } from './queue.ts';
import { Queues } from './queues.ts';

/** SQS on SQLite, for every region. */
export class SqsService {
  readonly #database: ReturnType<typeof openQueues>;
  readonly #queues: Queues;
  readonly #authority: Authority;
  readonly #closing = new AbortController();

  /** `timeScale` is of every wait: visibility and delay. */
  constructor(folder: string, authority: Authority, timeScale: number) {
    this.#authority = authority;
    this.#database = openQueues(folder);
    this.#queues = new Queues(this.#database, timeScale);
  }

  /** Puts a message into the queue of that ARN. */
  send(queueArn: string, body: string): void {
    const [region = '', , name = ''] = queueArn.split(':').slice(3);
    this.#queues.send(this.#queues.get(region, name), body);
  }

  async handle(request: IncomingMessage, response: ServerResponse, scope: Scope): Promise<void> {
    try {
      const result = await this.#act(request, response, scope);
      answer(response, 200, JSON.stringify(result ?? {}));
    } catch (error) {
      // A client that went away, or a server that goes, has nobody to tell.
      if (response.destroyed || this.#closing.signal.aborted) return void response.destroy();
      if (error instanceof InvalidSignature) {
        answer(response, 403, jsonError(error.name, error.message));
        return;
      }
      if (error instanceof AccessDenied) {
        answer(response, 403, jsonError('AccessDeniedException', error.message), {
          'x-amzn-query-error': 'AccessDenied;Sender',
        });
        return;
      }
      if (!(error instanceof SqsError)) console.error('Local SQS:', error);
      const known = error instanceof SqsError ? error : new SqsError('InternalFailure', String(error));
      answer(response, known.code === 'InternalFailure' ? 500 : 400, jsonError(known.code, known.message));
    }
  }

  /** Ends all waiting receives. */
  close(): void {
    this.#closing.abort();
    this.#database.close();
  }

  async #act(request: IncomingMessage, response: ServerResponse, scope: Scope): Promise<unknown> {
    const body = await buffer(request);
    requireSignature(request, body, scope, this.#authority.secretOf(scope.accessKeyId));
    const name = /^AmazonSQS\.(\w+)$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[1] ?? '';
    const action = actions[name];
    if (!action) throw new SqsError('InvalidAction', `The local SQS has no action '${name}'.`);
    const input = parameters.parse(JSON.parse(body.toString('utf8')));
    this.#authority.require(scope.accessKeyId, ...askedOf(name, input, scope.region));
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const base = `http://${request.headers.host}/${scope.region}/${account}`;
    return action(input, {
      queues: this.#queues,
      region: scope.region,
      queue: () => this.#queueOf(String(input.QueueUrl ?? ''), scope.region),
      urlOf: (queue) => `${base}/${queue}`,
      signal: AbortSignal.any([gone.signal, this.#closing.signal]),
    });
  }

  /** A queue's URL names its region in its path, as the host does on AWS: the wrong client finds nothing. */
  #queueOf(url: string, region: string): Queue {
    const [name, , home] = url.split('/').reverse();
    if (!name || home !== region) throw noSuchQueue();
    return this.#queues.get(region, name);
  }
}

/** The right that an action needs; a batch needs that of its single action. */
function askedOf(action: string, { QueueUrl, QueueName }: Input, region: string): [string, string] {
  const [home, , name] = QueueUrl ? String(QueueUrl).split('/').slice(-3) : [region, account, QueueName];
  const resource = name ? queueArn(home ?? region, String(name)) : '*';
  return [`sqs:${action.replace(/Batch$/, '')}`, resource];
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
