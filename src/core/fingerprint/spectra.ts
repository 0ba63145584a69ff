import { STRETCHES } from './chroma.ts';
import { FRAME, SAMPLE_RATE } from './hop.ts';

/**
 * Share of its frequency that a band has above the bins that are wider. Speed copies of five tracks share with them, of
 * 120 keys, 19 at 0.6 %, 18 at 0.9 %, 14 at 2 %, 9 at 3 %: notes are 5.9 % wide, but how they meet the bins tells.
 */
const BAND = 0.009;
/** How much further than the notes reach a spectrum is kept: what other speeds move there. */
const REACH = 1.07;

/** Bins at which bands begin, and the one at which the last ends: where notes do, and between as often as BAND asks. */
const EDGES = (() => {
  const end = Math.ceil((STRETCHES.at(-1)?.end ?? 0) * REACH);
  const begin = Math.floor((STRETCHES[0]?.first ?? 0) / REACH);
  const edges: number[] = [];
  for (let bin = begin; bin < end; ) {
    edges.push(bin);
    const next = bin + Math.max(1, Math.round(bin * BAND));
    bin = STRETCHES.find(({ first }) => first > bin && first <= next)?.first ?? next;
  }
  return Uint16Array.from([...edges, end]);
})();
const BANDS = EDGES.length - 1;

/** Bits of a 32-bit float that are left out: an octave of power has eight steps. */
const LEFT_OUT = 20;
/** What is 32 octaves below a frame's loudest band is nothing. */
const STEPS = 255;
/** Power by what is kept of its bits: the middle of the step. */
const POWERS = Float64Array.from({ length: 0x7f8 }, (_, kept) =>
  kept === 0
    ? 0
    : (new Float32Array(Uint32Array.of((kept << LEFT_OUT) + (1 << (LEFT_OUT - 1))).buffer)[0] ?? 0),
);

/**
 * The spectra of what was heard, a byte a band: they are kept so that it can be heard at another speed when that turns
 * out to be needed. 3 KB a second.
 */
export class Spectra {
  private readonly powers = new Float32Array(BANDS);
  private readonly bits = new Uint32Array(this.powers.buffer);
  private kept = new Uint8Array(512 * BANDS);
  private loudest = new Uint16Array(512);
  private count = 0;

  get frames(): number {
    return this.count;
  }

  /** Takes a spectrum: at each bin the power of all below it. */
  push(sums: Float64Array): void {
    if (this.count === this.loudest.length) this.grow();
    const { powers, kept } = this;
    const bits = this.bits;
    let loudest = 0;
    for (let band = 0; band < BANDS; band++) {
      powers[band] = (sums[EDGES[band + 1] as number] as number) - (sums[EDGES[band] as number] as number);
      loudest = Math.max(loudest, (bits[band] as number) >>> LEFT_OUT);
    }
    const at = this.count * BANDS;
    const floor = loudest - STEPS;
    for (let band = 0; band < BANDS; band++)
      kept[at + band] = Math.max(0, ((bits[band] as number) >>> LEFT_OUT) - floor);
    this.loudest[this.count++] = loudest;
  }

  private grow(): void {
    const [kept, loudest] = [this.kept, this.loudest];
    this.kept = new Uint8Array(2 * kept.length);
    this.kept.set(kept);
    this.loudest = new Uint16Array(2 * loudest.length);
    this.loudest.set(loudest);
  }

  /** The spectra one after the other, as at each edge the power of all bands below it; the array is used again. */
  *all(): Generator<Float64Array> {
    const sums = new Float64Array(BANDS + 1);
    for (let frame = 0; frame < this.count; frame++) {
      const at = frame * BANDS;
      const floor = (this.loudest[frame] as number) - STEPS;
      for (let band = 0; band < BANDS; band++) {
        const step = this.kept[at + band] as number;
        const power = step === 0 ? 0 : (POWERS[step + floor] as number);
        sums[band + 1] = (sums[band] as number) + power;
      }
      yield sums;
    }
  }
}

/** Alters spectra as `all` gives them: by how many times the power at so many hertz is raised. The array is used again. */
export function equaliser(raised: (hertz: number) => number): (sums: Float64Array) => Float64Array {
  const hertz = (bin: number) => (bin * SAMPLE_RATE) / FRAME;
  const weights = Float64Array.from({ length: BANDS }, (_, band) =>
    raised(hertz(((EDGES[band] as number) + (EDGES[band + 1] as number) - 1) / 2)),
  );
  const altered = new Float64Array(BANDS + 1);
  return (sums) => {
    for (let band = 0; band < BANDS; band++) {
      const power = (sums[band + 1] as number) - (sums[band] as number);
      altered[band + 1] = (altered[band] as number) + (weights[band] as number) * power;
    }
    return altered;
  };
}

/** A place in a spectrum as `all` gives it, in bins: the edge below it, and how far it lies towards the next. */
export function placeOf(bin: number): { below: number; beyond: number } {
  const next = EDGES.findIndex((edge) => edge > bin);
  const below = Math.max(0, next === -1 ? BANDS - 1 : next - 1);
  const [from, to] = [EDGES[below] as number, EDGES[below + 1] as number];
  return { below, beyond: Math.min(1, Math.max(0, (bin - from) / (to - from))) };
}
