import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { DownloadFailed } from '#domain/ports/download.ts';
import { notPublic } from './public-url.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const systemResolve: Resolve = (host) => lookup(host, { all: true, order: 'verbatim' });

/**
 * The look-up a socket makes when it connects: what is checked here is what it connects to, and no other answer is
 * asked for. One address that is not public condemns them all, since a socket may try each.
 */
export function checkedLookup(resolve: Resolve, isPublic: (address: string) => boolean): LookupFunction {
  async function addressesOf(host: string): Promise<[LookupAddress, ...LookupAddress[]]> {
    const [first, ...others] = await resolve(host);
    if (!first) throw new DownloadFailed(`The host ${host} has no address.`);
    if (![first, ...others].every(({ address }) => isPublic(address))) throw notPublic(host);
    return [first, ...others];
  }

  return (host, { all }, callback) => {
    addressesOf(host).then(
      (addresses) =>
        all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family),
      (error) => callback(error, []),
    );
  };
}
