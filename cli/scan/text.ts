import { legible } from './path.ts';
import type { Report, ReportedFile, ReportedGroup, ReportedMatch } from './report.ts';

/** A report for a terminal. */
export function asText({ recordings, refused, groups, copies, bytes }: Report): string {
  const lines = groups.flatMap(groupLines);
  if (refused.length > 0) {
    lines.push(
      `${counted(refused.length, 'file')} that ${refused.length === 1 ? 'is' : 'are'} no recording:`,
    );
    lines.push(...refused.map(({ path, why }) => `  ${legible(path)}: ${why}`), '');
  }
  const found =
    copies === 0
      ? 'No recording is there twice.'
      : `${counted(copies, 'copy', 'copies')} of what is kept, ${bytesOf(bytes)} in all.`;
  lines.push(`${counted(recordings, 'recording')}. ${found}`);
  return `${lines.join('\n')}\n`;
}

function groupLines({ keep, copies, related }: ReportedGroup): string[] {
  return [
    `${copies.length > 0 ? 'keep' : 'file'}     ${legible(keep.path)}  (${facts(keep)})`,
    ...copies.map((copy) => `copy     ${legible(copy.path)}  (${facts(copy)}; ${placing(copy)})`),
    ...related.map(
      (other) => `${other.relation.padEnd(8)} ${legible(other.path)}  (${facts(other)}; ${placing(other)})`,
    ),
    '',
  ];
}

const facts = ({ format, bit_rate, duration, size }: ReportedFile) =>
  `${format}, ${Math.round(bit_rate / 1000)} kbit/s, ${timeOf(duration)}, ${bytesOf(size)}`;

function placing({ exact, similarity, offset, overlap }: ReportedMatch): string {
  if (exact) return 'the same bytes';
  return `similarity ${similarity.toFixed(2)}, at ${offset.toFixed(1)} s, ${overlap.toFixed(0)} s in common`;
}

const COLUMNS = [
  'group',
  'role',
  'path',
  'format',
  'bit_rate',
  'sample_rate',
  'channels',
  'lossless',
  'duration',
  'size',
  'modified',
  'relation',
  'exact',
  'similarity',
  'offset',
  'overlap',
  'speed',
  'notice',
  'path_base64',
] as const;

/** A report as CSV (RFC 4180): a line a file, with the number of its group. */
export function asCsv({ groups }: Report): string {
  const rows = groups.flatMap((group, i) => [
    { group: i + 1, role: 'keep', ...group.keep },
    ...group.copies.map((copy) => ({ group: i + 1, role: 'copy', ...copy })),
    ...group.related.map((other) => ({ group: i + 1, role: 'related', ...other })),
  ]);
  const lines = rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    return COLUMNS.map((column) => cell(cells.get(column) ?? '')).join(',');
  });
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

/** A spreadsheet must not take a file's name for a formula. */
function cell(value: unknown): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const counted = (n: number, one: string, more = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : more}`;

export function timeOf(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0
    ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`
    : `${m}:${String(s).padStart(2, '0')}`;
}

export function bytesOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
