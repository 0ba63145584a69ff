import { bitCount, tellingWords } from '#core/sketch/telling.ts';
import { type Start, sharedKeys } from './start-offset.ts';

/** Words from `start` up to `end` of b that sound in a too, `shift` words later; a drift moves it on to `lastShift`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
  readonly lastShift: number;
  /** Bits in which it agrees beyond what strangers do: how sure it is. */
  readonly score: number;
  readonly evidence: number;
  readonly errors: number;
}

/** Differing bits of a word pair at which going on neither gains nor costs: three in ten. */
const EVEN = 9.6;
/** A stretch ends where the score has fallen so far below its best: 4 s of strangers. */
const DROP = 200;
/** Less is what two recordings have in common by chance. */
const LEAST_SCORE = 60;
/** Words after which the walk looks whether a word to either side fits better, by so many words behind it. */
const STEP = 16;
const LOOKED_BACK = 24;
/** Word pairs below which every offset is tried: two of 2 minutes. Others are begun where they share a key. */
const ALL_PAIRS = 1_000_000;
/** Stretches that are kept, and places at which one is begun, at most. */
const MOST = 64;
const MOST_BEGUN = 400;
/** Hits further than this from every stretch begin another. */
const NEAR = 6;
/** Begun beyond a gap: what follows a mute or a voice fits at about the same offset. */
const BLOCK = 32;
const FITTING = 0.25;

interface Pair {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly tellingA: Uint8Array;
  readonly tellingB: Uint8Array;
}

/** The stretches that both have, in order of b and of a, those that explain most; a may hold one again. */
export function sharedStretches(a: Uint32Array, b: Uint32Array): Stretch[] {
  const pair = { a, b, tellingA: tellingWords(a), tellingB: tellingWords(b) };
  const found: Stretch[] = [];
  const begin = ({ offset, position }: Start) => {
    if (found.some((known) => holds(known, offset, position))) return;
    const stretch = extended(pair, position, offset);
    if (stretch.score >= LEAST_SCORE) found.push(stretch);
  };
  for (const start of placesToBegin(pair)) {
    if (found.length >= MOST) break;
    begin(start);
  }
  for (const known of [...found].sort((x, y) => y.score - x.score).slice(0, 4))
    for (const start of beyond(pair, known)) if (found.length < MOST) begin(start);
  return inOrder(found);
}

function holds({ start, end, shift, lastShift }: Stretch, offset: number, position: number): boolean {
  if (position < start || position >= end) return false;
  const expected = shift + ((lastShift - shift) * (position - start)) / Math.max(1, end - start);
  return Math.abs(offset - expected) <= NEAR;
}

function placesToBegin(pair: Pair): Start[] {
  const { a, b } = pair;
  if (a.length * b.length <= ALL_PAIRS) return bestOfEachOffset(pair);
  const hits = sharedKeys(a, b);
  const step = Math.max(1, Math.floor(hits.length / MOST_BEGUN));
  // The offsets that most hits agree on first.
  const votes = new Map<number, number>();
  for (const { offset } of hits) votes.set(offset >> 2, (votes.get(offset >> 2) ?? 0) + 1);
  const voted = ({ offset }: Start) => votes.get(offset >> 2) ?? 0;
  return hits.filter((_, i) => i % step === 0).sort((x, y) => voted(y) - voted(x));
}

/** Of each offset the middle of its best run, the best offsets first. */
function bestOfEachOffset(pair: Pair): Start[] {
  const { a, b } = pair;
  const runs: (Start & { score: number })[] = [];
  for (let offset = 1 - b.length; offset < a.length; offset++) {
    let score = 0;
    let from = 0;
    let best = { offset, position: 0, score: 0 };
    const end = Math.min(b.length, a.length - offset);
    for (let i = Math.max(0, -offset); i < end; i++) {
      if (score <= 0) {
        score = 0;
        from = i;
      }
      score += gain(pair, i, offset);
      if (score > best.score) best = { offset, position: (from + i) >> 1, score };
    }
    if (best.score >= LEAST_SCORE) runs.push(best);
  }
  return runs.sort((x, y) => y.score - x.score).slice(0, MOST_BEGUN);
}

/** Places before and after a stretch at which the two agree once more, at about its offset. */
function beyond(pair: Pair, { start, end, shift, lastShift }: Stretch): Start[] {
  const starts: Start[] = [];
  const look = (from: number, expected: number) => {
    for (const offset of [expected, expected - 2, expected + 2]) {
      const { evidence, errors } = measured(pair, from, from + BLOCK, offset);
      if (evidence > BLOCK / 2 && errors < FITTING * 32 * evidence)
        starts.push({ offset, position: from + BLOCK / 2 });
    }
  };
  for (let at = end; at < pair.b.length; at += BLOCK) look(at, lastShift);
  for (let at = start - BLOCK; at > -BLOCK; at -= BLOCK) look(at, shift);
  return starts.slice(0, MOST);
}

/** Bits by which a word of b agrees with a at this shift beyond what is even; 0 where both stand still or a ends. */
function gain({ a, b, tellingA, tellingB }: Pair, i: number, shift: number): number {
  const at = i + shift;
  if (i < 0 || i >= b.length || at < 0 || at >= a.length) return 0;
  if (((tellingA[at] as number) | (tellingB[i] as number)) === 0) return 0;
  return EVEN - bitCount(((a[at] as number) ^ (b[i] as number)) >>> 0);
}

function measured(pair: Pair, from: number, to: number, shift: number): { evidence: number; errors: number } {
  let evidence = 0;
  let errors = 0;
  for (let i = Math.max(from, 0, -shift); i < Math.min(to, pair.b.length, pair.a.length - shift); i++) {
    if (((pair.tellingA[i + shift] as number) | (pair.tellingB[i] as number)) === 0) continue;
    evidence++;
    errors += bitCount(((pair.a[i + shift] as number) ^ (pair.b[i] as number)) >>> 0);
  }
  return { evidence, errors };
}

/** Grown from a place both ways, as far as it pays, moving along with a drift. */
function extended(pair: Pair, position: number, offset: number): Stretch {
  const right = walk(pair, position, offset, 1);
  const left = walk(pair, position - 1, offset, -1);
  const evidence = left.evidence + right.evidence;
  return {
    start: left.end + 1,
    end: right.end,
    shift: left.shift,
    lastShift: right.shift,
    score: left.score + right.score,
    evidence,
    errors: left.errors + right.errors,
  };
}

/** Goes on from a place in one direction; tells the best place to stop, which is not part of it. */
function walk(pair: Pair, from: number, offset: number, direction: 1 | -1) {
  let shift = offset;
  let score = 0;
  let evidence = 0;
  let errors = 0;
  let best = { end: from, shift, score: 0, evidence: 0, errors: 0 };
  for (let at = from, steps = 1; best.score - score < DROP; at += direction, steps++) {
    if (at < 0 || at >= pair.b.length || at + shift < 0 || at + shift >= pair.a.length) break;
    const won = gain(pair, at, shift);
    if (won !== 0) {
      evidence++;
      errors += EVEN - won;
      score += won;
    }
    if (score >= best.score) best = { end: at + direction, shift, score, evidence, errors };
    if (steps % STEP === 0) shift = better(pair, at, shift, direction);
  }
  return best;
}

/** The shift, or a neighbour of it, at which the last words fit best. */
function better(pair: Pair, at: number, shift: number, direction: 1 | -1): number {
  const [from, to] = direction === 1 ? [at - LOOKED_BACK, at + 1] : [at, at + LOOKED_BACK + 1];
  const errorsAt = (candidate: number) => {
    const { evidence, errors } = measured(pair, from, to, candidate);
    return evidence === 0 ? Number.POSITIVE_INFINITY : errors / evidence;
  };
  const [here, before, after] = [errorsAt(shift), errorsAt(shift - 1), errorsAt(shift + 1)];
  if (before < here && before <= after) return shift - 1;
  return after < here ? shift + 1 : shift;
}

/** Words by which two that follow one another may overlap in b: a word hears 2.7 s, some of either side of a cut. */
const SLACK = 21;
/** What a further stretch must bring beyond the least, so that a chain is not patched together of chance. */
const JUMP = 60;

/** Those that follow one another in both and have the highest score in all. */
function inOrder(found: readonly Stretch[]): Stretch[] {
  const sorted = [...found].sort((x, y) => x.start - y.start);
  const best: { score: number; chain: Stretch[] }[] = [];
  for (const [i, stretch] of sorted.entries()) {
    let before: { score: number; chain: Stretch[] } = { score: 0, chain: [] };
    for (let j = 0; j < i; j++) {
      const other = best[j] as (typeof best)[number];
      const last = sorted[j] as Stretch;
      if (other.score - JUMP > before.score && follows(last, stretch))
        before = { score: other.score - JUMP, chain: other.chain };
    }
    best.push({ score: before.score + stretch.score, chain: [...before.chain, stretch] });
  }
  const chain = best.reduce((most, next) => (next.score > most.score ? next : most), { score: 0, chain: [] });
  return parted(chain.chain);
}

function follows(last: Stretch, next: Stretch): boolean {
  return (
    next.start >= last.end - SLACK &&
    next.end > last.end &&
    next.start + next.shift > last.start + last.shift &&
    next.end + next.lastShift > last.end + last.lastShift
  );
}

/** Where two overlap in b, each keeps half of it. */
function parted(chain: readonly Stretch[]): Stretch[] {
  return chain.map((stretch, i) => {
    const before = chain[i - 1]?.end ?? 0;
    const after = chain[i + 1]?.start ?? Number.POSITIVE_INFINITY;
    return {
      ...stretch,
      start: before > stretch.start ? (before + stretch.start + 1) >> 1 : stretch.start,
      end: after < stretch.end ? (after + stretch.end + 1) >> 1 : stretch.end,
    };
  });
}

/** Words of a stretch that are laid together when its place is measured. */
const PIECE = 64;

/** The stretches in pieces that follow the drift. */
export function piecesOf(stretches: readonly Stretch[]) {
  return stretches.flatMap(({ start, end, shift, lastShift, evidence, errors }) => {
    const count = Math.max(1, Math.round((end - start) / PIECE));
    return Array.from({ length: count }, (_, i) => {
      const from = start + Math.round(((end - start) * i) / count);
      const to = start + Math.round(((end - start) * (i + 1)) / count);
      const along = (i + 0.5) / count;
      return {
        start: from,
        end: to,
        shift: Math.round(shift + (lastShift - shift) * along),
        evidence,
        errors,
      };
    });
  });
}
