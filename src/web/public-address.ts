import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A cloud's own service at an address of the public range: Azure's, to its machines. */
const METADATA = new Set(['168.63.129.16']);
/** All that IANA has given out of IPv6; the rest is reserved. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Whether an address, as the system's resolver spells it, leads to the public internet. Whatever carries an IPv4
 * address within (mapped, 6to4, NAT64, Teredo) does not: where it leads is not for us to know.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(GLOBAL_UNICAST) : !METADATA.has(address.toString());
}
