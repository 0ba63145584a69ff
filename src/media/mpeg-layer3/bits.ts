/** Reads bits, most significant first. Reading beyond the bytes throws RangeError. */
export class Bits {
  private readonly view: DataView;
  /** In bits. */
  position = 0;

  /** The last five bytes must be padding: they are looked at, not read. */
  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next 32 bits as a signed number, without moving on. */
  peek(): number {
    const at = this.position >>> 3;
    const shift = this.position & 7;
    const word = this.view.getInt32(at);
    return shift === 0 ? word : (word << shift) | (this.view.getUint8(at + 4) >>> (8 - shift));
  }

  /** 0 to 32 bits as an unsigned number. */
  read(count: number): number {
    if (count === 0) return 0;
    const value = this.peek() >>> (32 - count);
    this.position += count;
    return value;
  }
}
