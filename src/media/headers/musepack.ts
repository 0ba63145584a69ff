import { little } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

const RATES = [44_100, 48_000, 37_800, 32_000];
const SAMPLES = 1152;
/** Bytes in which a file tells its length. */
export const MUSEPACK_HEADER = 64;

/** Seconds that a Musepack file of version 7 or 8 tells of; 0 when it does not tell. */
export function musepackSeconds(head: Uint8Array): number {
  if (chunkName(head, 0) !== 'MPCK')
    return (little(head, 4, 4) * SAMPLES) / (RATES[(head[10] ?? 0) & 3] as number);
  if (head[4] !== 0x53 || head[5] !== 0x48) return 0;
  // Name and size of the first packet, its checksum and version; then two numbers and the rate.
  const size = variable(head, 6);
  const samples = variable(head, size.end + 5);
  const silence = variable(head, samples.end);
  const rate = RATES[(head[silence.end] ?? 0) >> 5];
  return rate === undefined ? 0 : Math.max(0, samples.value - silence.value) / rate;
}

/** A number of 7 bits a byte, of which all but the last have their highest bit set. */
function variable(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let end = at; ; ) {
    const byte = bytes[end++] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, end };
  }
}
