/** A line that says how far a long work is; silent when nobody watches. */
interface Progress {
  show(share: number): void;
  clear(): void;
}

export function progress(stream: NodeJS.WriteStream): Progress {
  let shown = -1;
  return {
    show(share) {
      const percent = Math.floor(Math.min(1, share) * 100);
      if (!stream.isTTY || percent <= shown) return;
      shown = percent;
      stream.write(`\r${percent} %`);
    },
    clear() {
      if (shown >= 0) stream.write('\r\x1b[K');
    },
  };
}
