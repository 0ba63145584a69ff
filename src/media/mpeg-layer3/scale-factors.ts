import type { Bits } from './bits.ts';
import type { Granule } from './side-info.ts';

/** Bits of the lower and the upper scale factors, by scalefac_compress. */
const WIDTHS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [3, 0],
  [1, 1],
  [1, 2],
  [1, 3],
  [2, 1],
  [2, 2],
  [2, 3],
  [3, 1],
  [3, 2],
  [3, 3],
  [4, 2],
  [4, 3],
] as const;

/** First bands of the four groups that a second granule may share, and the end. */
const GROUPS = [0, 6, 11, 16, 21] as const;

/** Scale factors of one channel: long by band, short by band · 3 + window. */
export interface ScaleFactors {
  readonly long: Uint8Array;
  readonly short: Uint8Array;
}

export function noScaleFactors(): ScaleFactors {
  return { long: new Uint8Array(23), short: new Uint8Array(42) };
}

/** Reads a granule's scale factors over those of the granule before; `shared` has a bit for each group to keep. */
export function readScaleFactors(bits: Bits, granule: Granule, shared: number, factors: ScaleFactors): void {
  const [lower, upper] = WIDTHS[granule.scaleFactorCompress] ?? [0, 0];
  const { long, short } = factors;
  if (granule.blockType !== 2) {
    for (let group = 0; group < 4; group++) {
      if ((shared >> (3 - group)) & 1) continue;
      const width = group < 2 ? lower : upper;
      for (let band = GROUPS[group] ?? 0; band < (GROUPS[group + 1] ?? 0); band++)
        long[band] = bits.read(width);
    }
    return;
  }
  if (granule.mixed) for (let band = 0; band < 8; band++) long[band] = bits.read(lower);
  for (let band = granule.mixed ? 3 : 0; band < 12; band++) {
    for (let window = 0; window < 3; window++) short[band * 3 + window] = bits.read(band < 6 ? lower : upper);
  }
}
