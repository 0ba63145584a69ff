import type { Kind } from './kinds.ts';

/** What came of a file. */
export type Row =
  | { readonly kind: Kind; readonly refusal: string }
  | {
      readonly kind: Kind;
      readonly format: string;
      readonly notice: string | null;
      /** Share of words that differ from fpcalc's. */
      readonly differ: number;
      /** Seconds by which it is longer than what FFmpeg decodes. */
      readonly longer: number;
    };

const MOST_DIFFER = 0.02;
const MOST_LONGER = 0.1;

/** The page of the formats. */
export function page(rows: readonly Row[], versions: readonly string[]): string {
  const read = rows.filter((row) => !('refusal' in row));
  const off = rows.filter(isOff);
  const lines = [
    '# Formats',
    '',
    `Made by \`npm run bench:formats\` (${versions.map((version) => version.replace(/ Copyright.*/, '')).join('; ')}):`,
    `${rows.length} files of 20 seconds by real encoders, of which ${read.length} are read and ${rows.length - read.length} refused by name. *Words*: the share of fingerprint words that differ from those`,
    'of `fpcalc -length 0`; *length*: seconds by which the sound is longer than what FFmpeg decodes.',
    `${read.length - off.length} lie within ${MOST_DIFFER} and ${MOST_LONGER} s.${off.length === 0 ? '' : ' Not so, and why:'}`,
    '',
    ...off.map((row) => `- ${nameOf(row)}`),
    ...(off.length === 0 ? [] : ['']),
    '| format | container | read as | words | length |',
    '| --- | --- | --- | ---: | ---: |',
    ...rows.map(line),
    '',
  ];
  return lines.join('\n');
}

const nameOf = ({ kind: { format, container, reason } }: Row) =>
  `${format} in ${container}: ${reason ?? 'nobody knows why'}.`;

function isOff(row: Row): boolean {
  return !('refusal' in row) && (row.differ > MOST_DIFFER || Math.abs(row.longer) > MOST_LONGER);
}

function line(row: Row): string {
  const { format, container } = row.kind;
  if ('refusal' in row) return `| ${format} | ${container} | “${row.refusal}” | | |`;
  const sign = row.longer > -0.0005 ? '+' : '−';
  const notice = row.notice === null ? '' : ` (${row.notice})`;
  return `| ${format} | ${container} | ${row.format}${notice} | ${row.differ.toFixed(3)} | ${sign}${Math.abs(row.longer).toFixed(3)} |`;
}
