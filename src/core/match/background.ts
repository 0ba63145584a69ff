import { bitCount, tellingWords } from '#core/sketch/telling.ts';
import type { Alignment } from './align.ts';

/** Shares of a's length by which b is laid wrongly, none a simple fraction, so that a loop seldom falls on itself. */
const LAGS = [0.137, 0.291, 0.433, 0.577, 0.719, 0.863];
/** Words nearer than this still share their sound. */
const NEAREST = 24;
/** Word pairs looked at for each lag: enough for two digits. */
const ENOUGH = 2000;

/**
 * The bit error rate between the two where they are laid on one another wrongly: near 0.5 for music, 0.15–0.3 for
 * noise, rain or a drone, whose every moment is like every other, and so in another recording of it.
 */
export function backgroundErrorRate(a: Uint32Array, b: Uint32Array, { pieces }: Alignment): number {
  const tellingA = tellingWords(a);
  const tellingB = tellingWords(b);
  const first = pieces[0]?.start ?? 0;
  const last = pieces[pieces.length - 1]?.end ?? 0;
  const stride = Math.max(1, Math.floor((last - first) / ENOUGH));
  let pairs = 0;
  let errors = 0;
  for (const lag of LAGS) {
    const turn = Math.max(NEAREST, Math.round(lag * a.length));
    if (turn > a.length - NEAREST) continue;
    for (let i = first; i < last; i += stride) {
      const at = (i + (pieces[0]?.shift ?? 0) + turn) % a.length;
      if (at < 0 || ((tellingA[at] as number) & (tellingB[i] as number)) === 0) continue;
      pairs++;
      errors += bitCount(((a[at] as number) ^ (b[i] as number)) >>> 0);
    }
  }
  return pairs === 0 ? 0.5 : errors / (32 * pairs);
}
