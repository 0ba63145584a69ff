import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { type Gateway, startGateway } from '#gateway/gateway.ts';
import { Refusal } from './refusal.ts';

const GB = 1e9;
/** Signals within this many milliseconds are one: Ctrl-C reaches every process of a terminal. */
const SAME_ASKING = 500;

interface Options {
  readonly to: URL;
  readonly host: string;
  readonly port: number;
  readonly disk: number;
}

interface Told {
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly disk: string;
}

/** `refrain gateway --to URL`: answers the API of a deployment beside its clients, until it is told to end. */
export async function gateway(told: Told): Promise<number> {
  const options = parse(told);
  const running = await start(options);
  process.stdout.write(greeting(options, running));
  await ended();
  process.stdout.write('Ending after what is under way; Ctrl-C once more ends it now.\n');
  await running.close();
  return 0;
}

function parse(told: Told): Options {
  const to = URL.canParse(told.to) ? new URL(told.to) : undefined;
  if (!to || !/^https?:$/.test(to.protocol) || to.pathname !== '/' || to.search !== '' || to.username !== '')
    throw new Refusal(
      '--to is the URL that a stack printed as its ApiUrl: http or https, a host and no path',
    );
  const disk = Number(told.disk) * GB;
  if (!(disk > 0 && Number.isFinite(disk))) throw new Refusal('--disk is a number of gigabytes');
  return { ...told, to, disk };
}

async function start(options: Options): Promise<Gateway> {
  return startGateway(options).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EADDRINUSE'
        ? `port ${options.port} is taken by another program: choose another one with --port`
        : error.message;
    throw new Refusal(`the gateway cannot start: ${why}`);
  });
}

function greeting({ to, host, disk }: Options, { url, folder }: Gateway): string {
  const lines = [
    `Refrain's gateway answers at ${url} for ${to.origin}.`,
    'Clients call it in the place of the deployment, with their own tokens; it keeps none.',
    `Uploads pass through ${folder}, up to ${disk / GB} GB of them at a time. Ctrl-C ends it.`,
  ];
  return `${[...lines, ...(isLoopback(host) ? [] : [warning(host)])].join('\n')}\n`;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

const warning = (host: string): string => `
It is bound to ${host}, not to this machine alone. Whoever reaches that address can send requests to the deployment
from here (a token they need all the same), and can fill the folder up to its limit. Tokens and audio cross that
network unencrypted: it should be one you trust, or TLS should end in front of the gateway.`;

/** Resolves when the process is told to end; told again, it ends at once. */
async function ended(): Promise<void> {
  const asked = new AbortController();
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked.signal.aborted && performance.now() - first > SAME_ASKING) process.exit(1);
      if (asked.signal.aborted) return;
      first = performance.now();
      asked.abort();
    });
  }
  await once(asked.signal, 'abort');
}
