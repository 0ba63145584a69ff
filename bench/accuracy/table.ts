import type { Row } from './rows.ts';
import type { Judgement } from './verdict.ts';

const HEAD = [
  'variant',
  'files',
  'right',
  'similarity, median (worst)',
  'false calls',
  'AcoustID’s way: the same',
  'score, median (worst)',
  'false calls',
];

/** The result as a Markdown table, a line for each variant. */
export function table(rows: readonly Row[], originals: number): string {
  const body = [...Map.groupBy(rows, ({ name }) => name)].map(([name, of]) => line(name, of, originals));
  return markdown([HEAD, ...body]);
}

function line(name: string, rows: readonly Row[], originals: number): string[] {
  const pairs = rows.length * (originals - 1);
  const half = (judgements: readonly Judgement[]) => {
    const likeness = judgements.map((judgement) => judgement.likeness).sort((a, b) => a - b);
    const wrong = judgements.reduce((sum, { falseCalls }) => sum + falseCalls.length, 0);
    return [
      percent(judgements.filter(({ isRight }) => isRight).length, rows.length),
      `${digits(likeness[likeness.length >> 1])} (${digits(likeness[0])})`,
      `${wrong} of ${pairs.toLocaleString('en')}`,
    ];
  };
  const ours = half(rows.map(({ verdict }) => verdict.ours));
  return [name, String(rows.length), ...ours, ...half(rows.map(({ verdict }) => verdict.peer))];
}

/** Lines of cells, the first being the head; all columns but the first are of numbers. */
export function markdown([head = [], ...body]: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const digits = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
