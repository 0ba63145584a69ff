import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { account } from '../credentials.ts';
import { jsonError } from '../front/refusal.ts';
import type { Scope } from '../front/scope.ts';
import { actions, parameters } from './actions.ts';
import { openQueues } from './database.ts';
import { noSuchQueue, SqsError } from './error.ts';
import type { Queue } from './queue.ts';
import { Queues } from './queues.ts';

/** SQS on SQLite, for every region. */
export class SqsService {
  readonly #database: ReturnType<typeof openQueues>;
  readonly #queues: Queues;
  readonly #closing = new AbortController();

  constructor(folder: string) {
    this.#database = openQueues(folder);
    this.#queues = new Queues(this.#database);
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
    const name = /^AmazonSQS\.(\w+)$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[1] ?? '';
    const action = actions[name];
    if (!action) throw new SqsError('InvalidAction', `The local SQS has no action '${name}'.`);
    const input = parameters.parse(await json(request));
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

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
