import { LIMIT, LONG_BANDS, SHORT_BANDS } from './bands.ts';
import type { ScaleFactors } from './scale-factors.ts';
import type { Granule } from './side-info.ts';

const POWERS = Float64Array.from({ length: 8207 }, (_, i) => i ** (4 / 3));
/** Powers of 2 in quarters, from 2^-100. */
const QUARTERS = Float64Array.from({ length: 800 }, (_, i) => 2 ** (i / 4 - 100));
const PRETAB = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0];
/** Where short blocks begin in a mixed block: the first two subbands are long. */
const MIXED_FROM = 36;

function gain(quarters: number): number {
  return QUARTERS[Math.max(0, 400 + quarters)] as number;
}

/** Adds the lines' amplitudes times `share` to `out`, short blocks in the order of their time windows. */
export function requantise(
  lines: Int32Array,
  granule: Granule,
  factors: ScaleFactors,
  rate: number,
  share: number,
  out: Float64Array,
): void {
  const longEnd = granule.blockType !== 2 ? LIMIT : granule.mixed ? MIXED_FROM : 0;
  const bands = LONG_BANDS[rate] ?? [];
  for (let band = 0; (bands[band] ?? LIMIT) < longEnd; band++) {
    const factor = (factors.long[band] ?? 0) + (granule.preflag ? (PRETAB[band] ?? 0) : 0);
    const scale = share * gain(granule.globalGain - 210 - 4 * granule.scale * factor);
    const to = Math.min(bands[band + 1] ?? LIMIT, longEnd);
    for (let line = bands[band] ?? 0; line < to; line++) add(lines, line, scale, out, line);
  }
  if (longEnd < LIMIT) short(lines, granule, factors, rate, share, out, longEnd);
}

function short(
  lines: Int32Array,
  granule: Granule,
  factors: ScaleFactors,
  rate: number,
  share: number,
  out: Float64Array,
  from: number,
): void {
  const bands = SHORT_BANDS[rate] ?? [];
  for (let band = from === 0 ? 0 : 3; 3 * (bands[band] ?? LIMIT) < LIMIT; band++) {
    const start = bands[band] ?? 0;
    const width = (bands[band + 1] ?? 192) - start;
    for (let window = 0; window < 3; window++) {
      const factor = factors.short[band * 3 + window] ?? 0;
      const quarters = granule.globalGain - 210 - 8 * (granule.subblockGain[window] ?? 0);
      const scale = share * gain(quarters - 4 * granule.scale * factor);
      for (let i = 0; i < width; i++) {
        const line = 3 * start + window * width + i;
        const to = 3 * (start + i) + window;
        if (line < LIMIT && to < LIMIT) add(lines, line, scale, out, to);
      }
    }
  }
}

function add(lines: Int32Array, line: number, scale: number, out: Float64Array, to: number): void {
  const value = lines[line] as number;
  if (value === 0) return;
  const power = POWERS[value < 0 ? -value : value] as number;
  out[to] = (out[to] as number) + (value < 0 ? -power : power) * scale;
}
