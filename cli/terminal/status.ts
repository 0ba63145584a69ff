/** A line that says what a long work is at; silent when nobody watches. */
export interface Status {
  show(text: string): void;
  clear(): void;
}

/** Milliseconds between two looks of the line. */
const EVERY = 100;

/** How far it is, of 1. */
export const percent = (share: number) => `${Math.floor(Math.min(1, share) * 100)} %`;

export function status(stream: NodeJS.WriteStream): Status {
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (!stream.isTTY || performance.now() - shown < EVERY) return;
      shown = performance.now();
      stream.write(`\r\x1b[K${text}`);
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
