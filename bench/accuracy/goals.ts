import type { Part } from './parts.ts';
import type { Row } from './rows.ts';
import { markdown, percent } from './table.ts';
import type { Kind, Truth } from './variants/variant.ts';
import type { Judgement, Verdict } from './verdict.ts';

/** How far off what is told of the place may be: seconds, and a share of the speed; and in how many it must not be. */
const WITHIN: Required<Truth> = { offset: 0.1, overlap: 0.2, speed: 0.001 };
const PLACED = 0.95;

/** One line of what was aimed at. */
export interface Result {
  readonly name: string;
  readonly right: number;
  readonly of: number;
  readonly goal: number;
  /** Right by AcoustID's way; undefined where it says nothing of the kind. */
  readonly peer: number | undefined;
}

/** Pairs of different recordings, and how many of them were called the same. */
export interface FalseCalls {
  readonly name: string;
  readonly wrong: number;
  readonly pairs: number;
  readonly most: number;
  readonly peer: number;
}

/** What was reached of each kind of copy, and of what is told of its place. */
export function results(rows: readonly Row[]): Result[] {
  const kinds = new Set(rows.flatMap(({ variant }) => variant?.kind ?? []));
  return [...kinds].map((kind) => ofKind(kind, rows)).concat(placed(rows));
}

function ofKind(kind: Kind, rows: readonly Row[]): Result {
  const its = rows.filter(({ variant }) => variant?.kind === kind);
  const isRelation = its.some(({ variant }) => variant?.relation !== 'same' && variant?.sent !== 'sample');
  const right = (judged: (row: Row) => boolean) => its.filter(judged).length;
  return {
    name: kind.name,
    right: right(({ verdict }) => verdict.ours.isRight),
    of: its.length,
    goal: kind.goal,
    peer: isRelation ? undefined : right(({ verdict }) => verdict.peer.isRight),
  };
}

function placed(rows: readonly Row[]): Result[] {
  return (Object.keys(WITHIN) as (keyof Truth)[]).flatMap((what) => {
    const off = rows.flatMap(({ variant, track, verdict: { ours } }) => {
      const truth = variant?.truth(track)[what];
      return ours.isRight && ours.told && truth !== undefined ? [Math.abs(ours.told[what] - truth)] : [];
    });
    const name = `${what} told within ${WITHIN[what]}${what === 'speed' ? '' : ' s'}`;
    const right = off.filter((value) => value <= WITHIN[what]).length;
    return off.length === 0 ? [] : [{ name, right, of: off.length, goal: PLACED, peer: undefined }];
  });
}

/** Each pair of recordings counts once, and each copy beside every recording but its own. */
export function falseCalls(part: Part, rows: readonly Row[], recordings: number): FalseCalls {
  const { name, mostFalse, kinOf } = part;
  const called = (callsOf: (verdict: Verdict) => Judgement) =>
    new Set(
      rows.flatMap(({ variant, track, verdict }) =>
        callsOf(verdict).falseCalls.map((other) =>
          variant ? [variant.name, track.name, other].join() : [track.name, other].sort().join(),
        ),
      ),
    ).size;
  const pairs = kinOf
    ? pairsOfKin(rows, kinOf)
    : (rows.length - recordings + recordings / 2) * (recordings - 1);
  return {
    name: `${name}: different recordings called the same`,
    wrong: called(({ ours }) => ours),
    pairs,
    most: kinOf ? Math.floor(mostFalse * pairs) : mostFalse,
    peer: called(({ peer }) => peer),
  };
}

const pairsOfKin = (rows: readonly Row[], kinOf: (name: string) => string): number =>
  [...Map.groupBy(rows, ({ track }) => kinOf(track.name)).values()].reduce(
    (sum, kin) => sum + (kin.length * (kin.length - 1)) / 2,
    0,
  );

const isReached = (result: Result | FalseCalls) =>
  'wrong' in result ? result.wrong <= result.most : result.right >= result.goal * result.of - 1e-9;

/** The same as a Markdown table. */
export function goalsTable(all: readonly (Result | FalseCalls)[]): string {
  const lines = all.map((result) => {
    const missed = isReached(result) ? '' : missedBy(result);
    if ('wrong' in result) {
      const { name, wrong, pairs, most, peer } = result;
      return [name, `${wrong} of ${pairs.toLocaleString('en')}`, `≤ ${most}`, missed, String(peer)];
    }
    const { name, right, of, goal, peer } = result;
    const its = peer === undefined ? '–' : percent(peer, of);
    return [name, `${right} of ${of}: ${percent(right, of)}`, `≥ ${percent(goal, 1)}`, missed, its];
  });
  return markdown([['', 'Refrain', 'goal', 'missed by', 'AcoustID’s way'], ...lines]);
}

const missedBy = (result: Result | FalseCalls) =>
  'wrong' in result
    ? String(result.wrong - result.most)
    : `${(100 * (result.goal - result.right / result.of)).toFixed(1)} points`;

export const allReached = (all: readonly (Result | FalseCalls)[]) => all.every(isReached);
