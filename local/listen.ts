import { once } from 'node:events';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { Refusal } from './run/refusal.ts';

/** Listens on this machine only. */
export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken
      ? new Refusal(`Port ${port} is taken by another program: choose another one with --port.`)
      : error;
  }
}

/** Refuses a port that is taken before any work is done for nothing. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  server.close();
  await once(server, 'close');
}
