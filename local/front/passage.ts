import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { refuse } from './refusal.ts';

/** Passes a request on to an engine on this machine, and its answer back, streaming both. */
export class Passage {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  pass(port: number, request: IncomingMessage, response: ServerResponse): void {
    const onward = send({
      agent: this.#agent,
      host: '127.0.0.1',
      port,
      method: request.method,
      path: request.url,
      // As they came: the signature covers the host that the client named.
      headers: request.headers,
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', (error) => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      refuse(
        request,
        response,
        'dynamodb',
        500,
        'InternalServerError',
        `The local DynamoDB: ${error.message}`,
      );
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  close(): void {
    this.#agent.destroy();
  }
}
