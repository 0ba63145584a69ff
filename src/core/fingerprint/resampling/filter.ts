import { SAMPLE_RATE } from '#core/fingerprint/hop.ts';
import { compile, type Kernel } from '#core/wasm/module.ts';
import { AT_ONCE, decimate, resample, STRETCH } from './filter-code.ts';
import { halfLength, lowPass } from './low-pass.ts';
import { SCALE } from './mono.ts';

const newKernel = compile({ resample, decimate });

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The filters from one rate to SAMPLE_RATE, which is `phases` / `step` of it. */
interface Filters {
  readonly rate: number;
  readonly phases: number;
  readonly step: number;
  readonly taps: number;
  /** A row of taps for each phase, filled up with zeros to whole stretches. */
  readonly table: Float32Array;
  readonly rowLength: number;
}

function filtersFrom(rate: number): Filters {
  const divisor = greatestCommonDivisor(rate, SAMPLE_RATE);
  const phases = SAMPLE_RATE / divisor;
  const taps = 2 * halfLength(rate);
  const stretch = STRETCH / 4;
  const rowLength = stretch * Math.ceil(taps / stretch);
  const table = new Float32Array(phases * rowLength);
  for (let phase = 0; phase < phases; phase++) {
    const row = lowPass(rate, phase / phases).map((tap) => tap * SCALE);
    table.set(row, phase * rowLength);
  }
  return { rate, phases, step: rate / divisor, taps, table, rowLength };
}

/** The recordings of a catalogue have few rates, and an odd rate's table has up to 60 MB. */
let latest: Filters | undefined;

/** Makes channels of any whole rate that are filtered to SAMPLE_RATE; at most `most` samples are pushed at once. */
export function filteredChannels(rate: number, count: number, most: number): FilteredChannel[] {
  if (latest?.rate !== rate) latest = filtersFrom(rate);
  const filters = latest;
  // A last four may read past the end of the sound, and write past what is asked for.
  const beyond = filters.rowLength + AT_ONCE * Math.ceil(rate / SAMPLE_RATE);
  const soundLength = most + filters.taps + beyond;
  const outLength = Math.ceil((soundLength * SAMPLE_RATE) / rate) + 2 * AT_ONCE;
  const bytes = 4 * (soundLength + outLength);
  const kernel = newKernel(filters.table.byteLength + count * bytes);
  new Float32Array(kernel.memory).set(filters.table);
  return Array.from({ length: count }, (_, i) => {
    const at = filters.table.byteLength + i * bytes;
    const sound = new Float32Array(kernel.memory, at, soundLength);
    return new FilteredChannel(
      filters,
      kernel,
      sound,
      new Float32Array(kernel.memory, at + sound.byteLength, outLength),
    );
  });
}

/** One channel by an exact fraction, with a filter for each phase; −1 to 1 becomes whole numbers of 16 bits. */
export class FilteredChannel {
  private readonly filters: Filters;
  private readonly kernel: Kernel<'resample' | 'decimate'>;
  /** Sound that is not yet used, beginning with zeros before the stream's first sample. */
  private readonly sound: Float32Array;
  private readonly out: Float32Array;
  private held: number;
  private phase = 0;

  constructor(
    filters: Filters,
    kernel: Kernel<'resample' | 'decimate'>,
    sound: Float32Array,
    out: Float32Array,
  ) {
    this.filters = filters;
    this.kernel = kernel;
    this.sound = sound;
    this.out = out;
    this.held = filters.taps / 2 - 1;
  }

  /** Where the next `length` samples are to be written. */
  input(length: number): Float32Array {
    return this.sound.subarray(this.held, this.held + length);
  }

  /** Takes the samples that were written there; returns what they complete, valid until the next call. */
  push(length: number): Float32Array {
    const { phases, step, taps, rowLength } = this.filters;
    this.held += length;
    const last = this.held - taps;
    if (last < 0) return this.out.subarray(0, 0);
    const count = Math.floor(((last + 1) * phases - 1 - this.phase) / step) + 1;
    const row = 4 * rowLength;
    const whole = Math.floor(step / phases);
    const run = phases === 1 ? this.kernel.run.decimate : this.kernel.run.resample;
    run(
      this.sound.byteOffset,
      this.phase * row,
      this.out.byteOffset,
      this.out.byteOffset + 4 * count,
      row,
      4 * whole,
      (step - whole * phases) * row,
      phases * row,
    );
    const after = this.phase + count * step;
    const used = Math.floor(after / phases);
    this.phase = after % phases;
    this.sound.copyWithin(0, used, this.held);
    this.held -= used;
    return this.out.subarray(0, count);
  }
}
