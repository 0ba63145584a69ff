/** The bytes at hand end before what is being read does. */
export class OutOfBits extends Error {}

/** Reads bits, most significant first; reading past the end throws OutOfBits. */
export class FlacBits {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  /** In bits. */
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length * 8;
  }

  /** The next 32 bits, zeros beyond the end. */
  private peek(): number {
    const bytes = this.bytes;
    const at = this.position >>> 3;
    const shift = this.position & 7;
    const high =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    return shift === 0 ? high : (high << shift) | ((bytes[at + 4] ?? 0) >>> (8 - shift));
  }

  /** 0 to 32 bits as an unsigned number. */
  unsigned(count: number): number {
    if (count === 0) return 0;
    if (this.position + count > this.end) throw new OutOfBits();
    const value = this.peek() >>> (32 - count);
    this.position += count;
    return value;
  }

  /** 0 to 33 bits in two's complement. */
  signed(count: number): number {
    if (count === 33) return this.signed(32) * 2 + this.unsigned(1);
    if (count === 0) return 0;
    if (this.position + count > this.end) throw new OutOfBits();
    const value = this.peek() >> (32 - count);
    this.position += count;
    return value;
  }

  /** The number of zeros before the next one, which is read too. */
  unary(): number {
    let zeros = 0;
    for (;;) {
      const run = Math.clz32(this.peek());
      zeros += run;
      this.position += run;
      if (this.position >= this.end) throw new OutOfBits();
      if (run < 32) break;
    }
    this.position++;
    return zeros;
  }

  /** Rice-coded numbers with `parameter` low bits, into `out` from `from` up to `to`. */
  rice(parameter: number, out: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const word = this.peek();
      const zeros = Math.clz32(word);
      let value: number;
      if (zeros + 1 + parameter <= 32 && this.position + zeros + 1 + parameter <= this.end) {
        const low = parameter === 0 ? 0 : (word << (zeros + 1)) >>> (32 - parameter);
        value = (zeros << parameter) | low;
        this.position += zeros + 1 + parameter;
      } else {
        value = this.unary() * 2 ** parameter + this.unsigned(parameter);
      }
      out[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  alignToByte(): void {
    this.position = (this.position + 7) & ~7;
  }
}
