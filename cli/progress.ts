/** A line that says how far a long work is; silent when nobody watches. */
interface Progress {
  show(share: number): void;
  /** How much is done of what nobody has counted. */
  say(text: string): void;
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
    say(text) {
      if (stream.isTTY) stream.write(`\r\x1b[K${text}`);
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
