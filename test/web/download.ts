import { downloader } from '#web/downloader.ts';

export const collect = async (bytes: AsyncIterable<Uint8Array>) =>
  Buffer.concat(await Array.fromAsync(bytes));

/** A downloader that reaches the server at this port of this machine. */
export const allowing = (port: number, options: Parameters<typeof downloader>[0] = {}) =>
  downloader({ allowedHosts: [`127.0.0.1:${port}`], pause: 1, ...options });

export const pass = Buffer.from('the bytes of a song');
