import { styleText } from 'node:util';

/** One column: what it is called, and what stands in it. */
export type Column<R> = readonly [name: string, cell: (row: R) => string | number | null];

const isNumber = (value: unknown) => typeof value === 'number';
/** A title must not move the cursor. */
const plain = (value: string | number | null) => String(value ?? '').replace(/\p{Cc}/gu, '?');
const widthOf = (text: string) => [...text].length;

/** Rows under their headings, aligned; numbers to the right. Headings are bold where the terminal shows it. */
export function tableOf<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  const texts = rows.map((row) => columns.map(([, cell]) => plain(cell(row))));
  const widths = columns.map(([name], i) =>
    Math.max(widthOf(name), ...texts.map((cells) => widthOf(cells[i] ?? ''))),
  );
  const right = columns.map(([, cell]) => rows.length > 0 && rows.every((row) => isNumber(cell(row))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const room = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
        return right[i] ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd();
  const head = styleText('bold', line(columns.map(([name]) => name)), { stream: process.stdout });
  return `${[head, ...texts.map(line)].join('\n')}\n`;
}

/** Prints an answer: as JSON, or what there is for people to read. */
export function print(json: true | undefined, answer: unknown, told: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : told());
}
