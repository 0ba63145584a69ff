import { Agent, type IncomingHttpHeaders, type ServerResponse, request as send } from 'node:http';

/** What goes on to an engine. */
export interface Onward {
  readonly port: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Passes calls on to an engine on this machine, and streams its answers back. */
export class Passage {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  /** `failed` is called when the engine gives no answer. */
  pass({ port, headers, body }: Onward, response: ServerResponse, failed: (error: Error) => void): void {
    const onward = send({
      agent: this.#agent,
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', (error) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else failed(error);
    });
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  close(): void {
    this.#agent.destroy();
  }
}
