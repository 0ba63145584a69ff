import { big } from './bytes.ts';
import { chunkName } from './chunk-name.ts';
import { id3Length } from './id3.ts';

/** Samples over rate from STREAMINFO, which is the first block. */
export function flacDuration(head: Uint8Array): number | undefined {
  const start = id3Length(head);
  if (chunkName(head, start) !== 'fLaC' || head.length < start + 26) return undefined;
  const rate = big(head, start + 18, 3) >>> 4;
  const samples = (big(head, start + 21, 1) % 16) * 2 ** 32 + big(head, start + 22, 4);
  return samples === 0 ? undefined : samples / rate;
}
