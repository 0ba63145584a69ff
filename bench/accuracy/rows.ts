import type { Track } from './tracks.ts';
import type { Variant } from './variants/variant.ts';
import type { Verdict } from './verdict.ts';

/** A file that was judged: a copy, or (without a variant) a track itself. */
export interface Row {
  readonly name: string;
  readonly variant: Variant | undefined;
  readonly track: Track;
  readonly verdict: Verdict;
}

/** What was missed or called wrongly, one line each. */
export function failures(rows: readonly Row[]): string[] {
  return rows.flatMap(({ name, track, verdict: { ours } }) => [
    ...(ours.isRight ? [] : [`missed: ${track.name}, ${name}: ${instead(ours)}`]),
    ...ours.falseCalls.map((other) => `false call: ${track.name}, ${name}, called ${other}`),
  ]);
}

const instead = ({ told, likeness }: Verdict['ours']) =>
  told === undefined
    ? `not found (similarity ${likeness.toFixed(3)})`
    : `told as ${told.relation} (similarity ${told.similarity.toFixed(3)})`;
