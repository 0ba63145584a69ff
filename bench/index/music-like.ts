import { NOTES } from '#core/fingerprint/chroma.ts';
import { WIDEST, wordsOfNotes } from './words-of-notes.ts';

/** Rows of notes that make one smoothed row. */
const SMOOTHED = 5;
const SCALES = [
  [0, 2, 4, 5, 7, 9, 11],
  [0, 2, 3, 5, 7, 8, 10],
];

/** Seeded numbers from 0 up to 1, quicker than good. */
function quickRandom(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What makes one made-up recording sound unlike the others. */
function style(random: () => number) {
  return {
    scale: SCALES[Math.floor(random() * 2)] as number[],
    root: Math.floor(random() * NOTES),
    /** Frames (0.124 s) a beat. */
    beat: 2.4 + 4 * random(),
    bar: random() < 0.75 ? 4 : 3,
    decay: 0.8 + 0.17 * random(),
    /** How much of it is sound without pitch, and how restless that is. */
    floor: 0.02 + 0.1 * random() * random(),
    unrest: 1.1 + 0.9 * random(),
    busy: 0.3 + 0.65 * random(),
  };
}

/** Energy by note over time: chords, bass, a melody, overtones, and noise that wavers as a spectrum does. */
function notesOf(seed: number, frames: number): Float32Array {
  const random = quickRandom(seed + 1);
  for (let i = 0; i < 8; i++) random();
  const { scale, root, beat, bar, decay, floor, unrest, busy } = style(random);
  const rows = new Float32Array(frames * NOTES);
  const level = new Float64Array(NOTES);
  const waver = new Float64Array(NOTES);
  const strike = (degree: number, volume: number) => {
    const note = (root + (scale[((degree % 7) + 7) % 7] as number)) % NOTES;
    const add = (step: number, share: number) => {
      const at = (note + step) % NOTES;
      level[at] = (level[at] as number) + volume * share;
    };
    add(0, 1);
    add(7, 0.12 + 0.1 * random());
    add(4, 0.05);
    add(1, 0.28 * random());
    add(11, 0.28 * random());
  };
  let melody = 0;
  let chord = 0;
  let next = 0;
  let beats = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (frame >= next) {
      next += beat * (random() < 0.2 ? 0.5 : 1);
      if (beats++ % bar === 0) {
        chord = Math.floor(random() * 7);
        const volume = 0.3 + 0.7 * random();
        for (const step of [0, 2, 4]) strike(chord + step, volume * (0.4 + random()));
      } else if (random() < busy * 0.5) strike(chord, 0.5 + random());
      if (random() < busy) {
        melody += Math.floor(random() * 5) - 2;
        strike(melody, (0.2 + 1.3 * random()) * (0.2 + 1.3 * random()));
      }
    }
    for (let note = 0; note < NOTES; note++) {
      waver[note] = 0.6 * (waver[note] as number) + (random() + random() - 1);
      const sounding = (level[note] as number) + floor;
      rows[frame * NOTES + note] = sounding * Math.exp(unrest * (waver[note] as number));
      level[note] = (level[note] as number) * decay;
    }
  }
  return rows;
}

/** Chromaprint's smoothing over five rows and bringing each to length 1. */
function smoothed(rows: Float32Array): Float32Array {
  const out = new Float32Array(rows.length - (SMOOTHED - 1) * NOTES);
  for (let at = 0; at < out.length; at += NOTES) {
    let squares = 0;
    for (let note = at; note < at + NOTES; note++) {
      const value =
        0.25 * ((rows[note] as number) + (rows[note + 4 * NOTES] as number)) +
        0.75 * ((rows[note + NOTES] as number) + (rows[note + 3 * NOTES] as number)) +
        (rows[note + 2 * NOTES] as number);
      out[note] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    for (let note = at; note < at + NOTES; note++) out[note] = (out[note] as number) / length;
  }
  return out;
}

/**
 * The fingerprint of a recording that does not exist. Made-up energy by note goes through Chromaprint's own
 * smoothing and classifiers, so that its words hang together as those of music do; bench/index.ts prints how alike.
 */
export function musicLike(seed: number, words: number): Uint32Array {
  return wordsOfNotes(smoothed(notesOf(seed, words + WIDEST - 1 + SMOOTHED - 1)));
}
