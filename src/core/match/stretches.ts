import { bitCount } from '#core/sketch/telling.ts';
import { inOrder } from './chain.ts';
import { extended, type Stretch } from './growing.ts';
import { EVEN, measured, type Pair, pairOf } from './pair.ts';
import { type Start, sharedKeys } from './start-offset.ts';

/** Less is what two recordings have in common by chance. */
const LEAST_SCORE = 60;
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

/** The stretches that both have, in order of b and of a, those that explain most; a may hold one again. */
export function sharedStretches(a: Uint32Array, b: Uint32Array): Stretch[] {
  const pair = pairOf(a, b);
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
function bestOfEachOffset({ a, b, tellingA, tellingB }: Pair): Start[] {
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
      // As in `gain`, whose bounds need not be looked at here: this is done for every pair of words.
      const at = i + offset;
      if (((tellingA[at] as number) | (tellingB[i] as number)) === 0) continue;
      score += EVEN - bitCount(((a[at] as number) ^ (b[i] as number)) >>> 0);
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
