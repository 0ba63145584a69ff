/** Bins between which the level is told, apart from one another: an octave or two each. */
const BANDS = [10, 60, 200, 600, 1300];
const COUNT = BANDS.length - 1;
/** Of the bins every third is looked at, and the logarithm of so many at once is taken. */
const STRIDE = 3;
const AT_ONCE = 8;
/** Below any sound of 16 bits. */
const FLOOR = 1e-9;
/** Moments that are kept: of a longer recording each is the mean of several frames. */
const MOMENTS = 256;
/** Steps of a decibel that are kept. */
const STEPS = 20;

/**
 * How the level of each band goes up and down: what tells hums, clicks and drones apart, whose fingerprints are empty.
 * It is the mean of the decibels of its bins, so that a tone standing in it does not drown the rest.
 */
export class ContourRecorder {
  private levels = new Float32Array(1024 * COUNT);
  private frames = 0;

  /** Takes the power of each bin. */
  push(power: Float32Array): void {
    const at = this.frames++ * COUNT;
    if (at === this.levels.length) {
      const larger = new Float32Array(this.levels.length * 2);
      larger.set(this.levels);
      this.levels = larger;
    }
    for (let band = 0; band < COUNT; band++)
      this.levels[at + band] = decibels(power, BANDS[band] as number, BANDS[band + 1] as number);
  }

  /** The contour as it is kept: how many frames a moment is the mean of, then levels, as 16-bit numbers; 2 KB at most. */
  finish(): Uint8Array {
    const group = Math.max(1, Math.ceil(this.frames / MOMENTS));
    const moments = Math.floor(this.frames / group);
    const kept = new Int16Array(1 + moments * COUNT);
    kept[0] = Math.min(group, 32_767);
    for (let i = 0; i < moments * COUNT; i++) {
      const [moment, band] = [Math.floor(i / COUNT), i % COUNT];
      let sum = 0;
      for (let frame = moment * group; frame < (moment + 1) * group; frame++)
        sum += this.levels[frame * COUNT + band] as number;
      kept[1 + i] = Math.round((STEPS * sum) / group);
    }
    return new Uint8Array(kept.buffer);
  }
}

function decibels(power: Float32Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let bin = from; bin < to; ) {
    let product = 1;
    for (let i = 0; i < AT_ONCE && bin < to; i++, bin += STRIDE, count++)
      product *= (power[bin] as number) + FLOOR;
    sum += Math.log10(product);
  }
  return (10 * sum) / count;
}

/** Moments by which two may be laid apart, and by which one may be longer: what encoders add. */
const LAG = 2;
const LONGER = 4;
/** Correlation from which on two go up and down together: two noises do not, two encodings of one do. */
const TOGETHER = 0.6;
/** Decibels of variation below which a level stands, and by which a band may be louder in a re-encoding. */
const STANDING = 0.15;
const LOUDER = 6;

/** Whether two contours are of the same sound. */
export function sameContour(a: Uint8Array, b: Uint8Array): boolean {
  const [x, y] = [read(a), read(b)];
  if (x.group !== y.group || Math.abs(x.moments - y.moments) > LONGER || x.moments === 0) return false;
  const overall = mean(x.means) - mean(y.means);
  if (x.means.some((level, band) => Math.abs(level - (y.means[band] ?? 0) - overall) > LOUDER)) return false;
  if (x.deviation < STANDING && y.deviation < STANDING) return true;
  for (let lag = -LAG; lag <= LAG; lag++) if (correlation(x, y, lag) > TOGETHER) return true;
  return false;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Levels {
  readonly group: number;
  readonly moments: number;
  /** In decibels, of each band. */
  readonly means: readonly number[];
  /** Of all bands, each from its mean. */
  readonly deviation: number;
  /** Moment by moment, each from its band's mean. */
  readonly levels: Float32Array;
}

function read(contour: Uint8Array): Levels {
  const view = new DataView(contour.buffer, contour.byteOffset, contour.byteLength);
  const moments = Math.max(0, Math.floor((contour.byteLength / 2 - 1) / COUNT));
  const group = contour.byteLength < 2 ? 0 : view.getInt16(0, true);
  const levels = Float32Array.from(
    { length: moments * COUNT },
    (_, i) => view.getInt16(2 + 2 * i, true) / STEPS,
  );
  const means = Array.from({ length: COUNT }, (_, band) =>
    mean(Array.from(levels.filter((_, i) => i % COUNT === band))),
  );
  const around = levels.map((level, i) => level - (means[i % COUNT] ?? 0));
  const deviation = Math.sqrt(mean(Array.from(around, (level) => level ** 2)));
  return { group, moments, means, deviation, levels: around };
}

/** Of the bands that go up and down in both the least: each must do so together. */
function correlation(x: Levels, y: Levels, lag: number): number {
  const bands = Array.from({ length: COUNT }, (_, band) => ofBand(x, y, lag, band));
  return Math.min(...bands.filter((value) => value !== undefined));
}

function ofBand(x: Levels, y: Levels, lag: number, band: number): number | undefined {
  let [xy, xx, yy, count] = [0, 0, 0, 0];
  for (let i = band; i < x.levels.length; i += COUNT) {
    const other = y.levels[i + lag * COUNT];
    if (other === undefined) continue;
    const level = x.levels[i] as number;
    count++;
    xy += level * other;
    xx += level * level;
    yy += other * other;
  }
  return Math.max(xx, yy) < count * STANDING ** 2 ? undefined : xy / Math.sqrt(Math.max(xx * yy, 1e-9));
}
