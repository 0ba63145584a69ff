import { once } from 'node:events';
import type { Server } from 'node:http';
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
