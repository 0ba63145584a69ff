import { FLOORS, type Kind, VARIANTS } from './variants.ts';
import type { Judgement, Verdict } from './verdict.ts';

/** A file that was judged, with the name of what it had gone through. */
export interface Row {
  readonly variant: string;
  readonly track: string;
  readonly verdict: Verdict;
}

const HEAD = [
  'variant',
  'tracks',
  'recall',
  'similarity, median (worst)',
  'false calls',
  'AcoustID’s way: recall',
  'score, median (worst)',
  'false calls',
];

/** The result as a Markdown table, a line for each variant. */
export function table(rows: readonly Row[], originals: number): string {
  const lines = VARIANTS.map(({ name }) =>
    line(
      name,
      rows.filter(({ variant }) => variant === name),
      originals,
    ),
  );
  const all = rows.filter(({ variant }) => variant !== ORIGINAL);
  const body = [line('the track itself', rows.filter(isOriginal), originals), ...lines];
  return [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '--:')), ...body, line('all copies', all, originals)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export const ORIGINAL = 'the track itself';
const isOriginal = ({ variant }: Row) => variant === ORIGINAL;

function line(name: string, rows: readonly Row[], originals: number): string[] {
  const pairs = rows.length * (originals - 1);
  const half = (judgements: readonly Judgement[]) => {
    const likeness = judgements.map((judgement) => judgement.likeness).sort((a, b) => a - b);
    const wrong = judgements.reduce((sum, { falseCalls }) => sum + falseCalls.length, 0);
    return [
      percent(judgements.filter(({ found }) => found).length, rows.length),
      `${digits(likeness[likeness.length >> 1])} (${digits(likeness[0])})`,
      `${wrong} of ${pairs.toLocaleString('en')}`,
    ];
  };
  const ours = half(rows.map(({ verdict }) => verdict.ours));
  return [name, String(rows.length), ...ours, ...half(rows.map(({ verdict }) => verdict.peer))];
}

const digits = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;

/** For each kind of copy whether its floor was reached. */
export function floors(rows: readonly Row[]): { sentence: string; isReached: boolean }[] {
  return (Object.entries(FLOORS) as [Kind, number][]).map(([kind, floor]) => {
    const names = new Set(VARIANTS.filter((variant) => variant.kind === kind).map(({ name }) => name));
    const ofKind = rows.filter(({ variant }) => names.has(variant));
    const found = ofKind.filter(({ verdict }) => verdict.ours.found).length;
    const sentence = `${kind}: ${percent(found, ofKind.length)} of ${ofKind.length} (floor ${percent(floor, 1)})`;
    return { sentence, isReached: found >= floor * ofKind.length };
  });
}

/** What was missed or called wrongly, one line each. */
export function failures(rows: readonly Row[]): string[] {
  return rows.flatMap(({ variant, track, verdict: { ours } }) => [
    ...(ours.found ? [] : [`missed: ${track}, ${variant} (similarity ${digits(ours.likeness)})`]),
    ...ours.falseCalls.map((other) => `false call: ${track}, ${variant}, called ${other}`),
  ]);
}
