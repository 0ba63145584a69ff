/** Numbers written one after the other, the highest bit first. */
export class Bits {
  private readonly bits: number[] = [];

  add(value: number, width: number): this {
    for (let bit = width - 1; bit >= 0; bit--) this.bits.push((value >>> bit) & 1);
    return this;
  }

  /** All of them, with zeros up to a whole byte, or up to `length` bytes. */
  bytes(length = Math.ceil(this.bits.length / 8)): Uint8Array {
    const bytes = new Uint8Array(length);
    this.bits.forEach((bit, i) => {
      bytes[i >> 3] = (bytes[i >> 3] as number) | (bit << (7 - (i & 7)));
    });
    return bytes;
  }
}
