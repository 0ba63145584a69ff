import { isIP } from 'node:net';
import { DownloadFailed } from '#domain/ports/download.ts';

/**
 * Ports below 1024 belong to mail, shells and the like, to which a request of ours might mean something. Above,
 * audio is commonly served (8000, 8080, 8443), and only public addresses are reached in any case.
 */
const SYSTEM_PORTS = 1024;
/** Names that no public DNS answers for, or that a network answers for itself. */
const PRIVATE_NAMES = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|corp|home|home\.arpa)$/;

/** Throws DownloadFailed for what is no http or https, or names a user. */
export function checkScheme(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new DownloadFailed(
      `Only http and https addresses are downloaded, not ${url.protocol.slice(0, 20)} ones.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new DownloadFailed('A URL with a user name or password in it is not downloaded.');
}

/** Throws DownloadFailed for a URL that by its text leads elsewhere than to a public web server. */
export function checkHost(url: URL, isPublic: (address: string) => boolean): void {
  const host = hostOf(url);
  if (isIP(host) !== 0 ? !isPublic(host) : isPrivateName(host)) throw notPublic(host);
  const port = portOf(url);
  if (port !== 80 && port !== 443 && port < SYSTEM_PORTS)
    throw new DownloadFailed(
      `Port ${port} is not used for downloads: serve the file on 80, 443 or one from ${SYSTEM_PORTS} on.`,
    );
}

/** Without the brackets of an IPv6 address; the URL parser has brought every spelling of an address to one. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

/** Told alike whether the name or what it resolves to is at fault, and without the address: no map of our network. */
export const notPublic = (host: string): DownloadFailed =>
  new DownloadFailed(`The host ${host} is not on the public internet, and only what is there is downloaded.`);

function isPrivateName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || PRIVATE_NAMES.test(name);
}
