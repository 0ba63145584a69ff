import { NOTES, STRETCHES } from './chroma.ts';

/** Parts of a note that are told apart: a part is 0.58 % of its frequency. */
const PARTS = 10;
const FINE = NOTES * PARTS;

/** Which part of the octave lies below each edge but the first, and the edges: a bin, and how far towards the next. */
const { part, below, beyond } = edges();

/** A bin's power is taken as spread evenly from half-way to the bin before to half-way to the next. */
function edges() {
  const parts: number[] = [];
  const places: number[] = [STRETCHES[0]?.first ?? 0];
  for (const { note, first, end } of STRETCHES) {
    for (let i = 1; i <= PARTS; i++) {
      parts.push(note * PARTS + i - 1);
      places.push((first - 0.5) * ((end - 0.5) / (first - 0.5)) ** (i / PARTS) + 0.5);
    }
  }
  return {
    part: Uint8Array.from(parts),
    below: Uint16Array.from(places, Math.floor),
    beyond: Float64Array.from(places, (place) => place - Math.floor(place)),
  };
}

/**
 * What was heard, octaves laid on one another as in a fingerprint, but finer: it is kept so that the recording can be
 * heard at another speed when that turns out to be needed. 240 bytes a frame, 1.9 KB a second.
 */
export class FineNotes {
  private readonly sums = new Float32Array(FINE);
  private readonly halves = new Uint16Array(this.sums.buffer);
  private readonly mixed = new Float32Array(FINE);
  private kept = new Uint16Array(1024 * FINE);
  frames = 0;

  /** Takes a spectrum: at each bin the power of all below it. */
  push(sums: Float64Array): void {
    this.sums.fill(0);
    let before = sums[below[0] as number] as number;
    for (let i = 0; i < part.length; i++) {
      const at = below[i + 1] as number;
      const low = sums[at] as number;
      const next = low + (beyond[i + 1] as number) * ((sums[at + 1] as number) - low);
      const into = part[i] as number;
      this.sums[into] = (this.sums[into] as number) + next - before;
      before = next;
    }
    this.keep();
  }

  /** The upper half of a 32-bit float is precise to 0.4 %. */
  private keep(): void {
    const at = this.frames * FINE;
    if (at === this.kept.length) {
      const larger = new Uint16Array(this.kept.length * 2);
      larger.set(this.kept);
      this.kept = larger;
    }
    for (let i = 0; i < FINE; i++) this.kept[at + i] = this.halves[2 * i + 1] as number;
    this.frames++;
  }

  /**
   * The notes at a place, in frames, as they are when it is played `speed` times as fast, into `out` (NOTES long): between
   * two frames something of each.
   */
  notesAt(at: number, speed: number, out: Float64Array): void {
    const mixed = this.mixed;
    const frame = Math.floor(at);
    this.read(frame, 1 - (at - frame), 0);
    if (at > frame) this.read(frame + 1, at - frame, 1);
    const up = FINE * Math.log2(speed);
    const whole = Math.floor(up);
    const rest = up - whole;
    for (let note = 0; note < NOTES; note++) {
      const start = note * PARTS - whole + 2 * FINE;
      let sum = 0;
      for (let i = 0; i < PARTS; i++) sum += mixed[(start + i) % FINE] as number;
      const before = mixed[(start - 1) % FINE] as number;
      const last = mixed[(start + PARTS - 1) % FINE] as number;
      out[note] = sum + rest * (before - last);
    }
  }

  /** Mixes a share of a frame in, over what is there (`keeps` 0) or besides it (1). */
  private read(frame: number, share: number, keeps: 0 | 1): void {
    const { sums, mixed, halves, kept } = this;
    const from = frame * FINE;
    for (let i = 0; i < FINE; i++) {
      halves[2 * i] = 0;
      halves[2 * i + 1] = kept[from + i] as number;
      mixed[i] = keeps * (mixed[i] as number) + share * (sums[i] as number);
    }
  }
}
