import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';

/** What stands behind a gateway: hears every byte, and answers with the bytes it is told to. */
export interface Behind {
  readonly url: URL;
  /** Every request as it came, the gateway's own framing included. */
  readonly heard: string[];
  close(): Promise<void>;
}

/** `answer` is given each request, latin1, when it is whole; undefined breaks the connection off. */
export async function behind(
  answer: (request: string, count: number) => string | undefined,
): Promise<Behind> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk;
      for (let request = firstOf(received); request !== undefined; request = firstOf(received)) {
        received = received.slice(request.length);
        const answered = answer(request, heard.push(request));
        if (answered === undefined) socket.destroy();
        else socket.write(answered, 'latin1');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    heard,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first request when it is whole. */
function firstOf(received: string): string | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const length = Number(/^content-length: *(\d+)/im.exec(received.slice(0, end))?.[1] ?? 0);
  const whole = end + END_OF_HEAD.length + length;
  return received.length < whole ? undefined : received.slice(0, whole);
}

export const ok = (body: string, ...headers: string[]): string =>
  ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
