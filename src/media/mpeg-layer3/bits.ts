/** Reads bits, most significant first; zeros beyond the end. */
export class Bits {
  private readonly bytes: Uint8Array;
  /** In bits. */
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next 32 bits as a signed number, without moving on. */
  peek(): number {
    const bytes = this.bytes;
    const at = this.position >>> 3;
    const shift = this.position & 7;
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    return shift === 0 ? word : (word << shift) | ((bytes[at + 4] as number) >>> (8 - shift));
  }

  /** 0 to 32 bits as an unsigned number. */
  read(count: number): number {
    if (count === 0) return 0;
    const value = this.peek() >>> (32 - count);
    this.position += count;
    return value;
  }
}
