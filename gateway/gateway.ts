import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Folder } from './folder.ts';
import { serve } from './serving.ts';
import { Turns } from './turns.ts';

/** Milliseconds for which a client may keep its connection without asking: most let it go sooner themselves. */
const KEPT = 65_000;
/** Recordings that are listened to at once: more would only take longer each. */
const LISTENING = 2;

export interface GatewayOptions {
  /** The deployment: an origin. */
  readonly to: URL;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Bytes that uploads under way may take on disk together. */
  readonly disk: number;
}

export interface Gateway {
  readonly url: string;
  /** The temporary folder that uploads pass through. */
  readonly folder: string;
  /** Takes no more connections; resolves when what is under way has been answered. */
  close(): Promise<void>;
}

/** Answers the API of a deployment, uploads of any size included. */
export async function startGateway({ to, host, port, disk }: GatewayOptions): Promise<Gateway> {
  const folder = new Folder(tmpdir(), disk);
  await folder.clean();
  const house = { deployment: to, folder, listening: new Turns(LISTENING), isClosing: false };
  // An upload takes its time: a client that stalls is noticed by its silence.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEPT }, answer);
  function answer(request: IncomingMessage, response: ServerResponse): void {
    response.on('close', () => {
      if (house.isClosing) server.closeIdleConnections();
    });
    void serve(request, response, house);
  }
  // Asked first, a client is refused before it sends what there is no room for.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (folder.hasRoomFor(Number(request.headers['content-length'] ?? 0))) response.writeContinue();
    answer(request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    folder: folder.path,
    close: async () => {
      house.isClosing = true;
      const closed = once(server, 'close');
      server.close();
      await closed;
      await folder.remove();
    },
  };
}
