import { aiffFormat } from './aiff-format.ts';
import { big, chunks } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

/** Frames over rate, both from the COMM chunk. */
export function aiffDuration(head: Uint8Array): number | undefined {
  const kind = chunkName(head, 8);
  if (chunkName(head, 0) !== 'FORM' || (kind !== 'AIFF' && kind !== 'AIFC')) return undefined;
  for (const chunk of chunks(head, big)) {
    if (chunk.name !== 'COMM') continue;
    const told = aiffFormat(head.subarray(chunk.at, chunk.at + chunk.size), kind === 'AIFC');
    return told === undefined ? undefined : told.frames / told.format.rate;
  }
  return undefined;
}
