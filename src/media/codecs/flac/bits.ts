/** Bytes of zeros behind a frame, so that four can be read at once to its end. */
const BEHIND = 8;

/** The bits of a FLAC frame, in order. Throws where a frame goes on beyond its bytes. */
export class FlacBits {
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  /** In bits. */
  private at = 0;

  /** Goes to a byte of a frame. */
  begin(frame: Uint8Array, at: number): void {
    if (this.bytes.length < frame.length + BEHIND) {
      this.bytes = new Uint8Array(2 * frame.length + BEHIND);
      this.view = new DataView(this.bytes.buffer);
    }
    this.bytes.set(frame);
    this.bytes.fill(0, frame.length, frame.length + BEHIND);
    this.length = frame.length;
    this.at = 8 * at;
  }

  /** Up to the checksum, where a frame has to end. */
  end(): void {
    if (Math.ceil(this.at / 8) !== this.length - 2) throw new Error('a frame of another length');
  }

  /** The next 25 bits and more, at the top of a word. */
  private get window(): number {
    const byte = this.at >>> 3;
    if (byte > this.length) throw new Error('a frame that is cut short');
    return this.view.getInt32(byte) << (this.at & 7);
  }

  /** Up to 25 bits. */
  unsigned(width: number): number {
    const value = width === 0 ? 0 : this.window >>> (32 - width);
    this.at += width;
    return value;
  }

  /** Up to 33 bits, at least one. */
  signed(width: number): number {
    if (width > 25) return this.signed(width - 16) * 65536 + this.unsigned(16);
    const value = this.window >> (32 - width);
    this.at += width;
    return value;
  }

  /** Zeros up to the next one, which is passed over. */
  unary(): number {
    let zeros = 0;
    for (;;) {
      const more = Math.clz32(this.window);
      if (more < 25) {
        this.at += more + 1;
        return zeros + more;
      }
      zeros += 24;
      this.at += 24;
    }
  }

  /** Numbers of the code of Rice and Golomb, each with `low` bits behind its zeros. */
  rice(samples: Int32Array | Float64Array, from: number, to: number, low: number): void {
    const { view } = this;
    const last = 8 * this.length;
    let at = this.at;
    for (let i = from; i < to; i++) {
      if (at > last) throw new Error('a frame that is cut short');
      const window = view.getInt32(at >>> 3) << (at & 7);
      const zeros = Math.clz32(window);
      let value: number;
      if (zeros + low < 25) {
        value = (zeros << low) | ((((window << zeros) << 1) >>> 1) >>> (31 - low));
        at += zeros + 1 + low;
      } else {
        this.at = at;
        const high = this.unary();
        value =
          (low > 16 ? this.unsigned(low - 16) * 65536 + this.unsigned(16) : this.unsigned(low)) +
          high * 2 ** low;
        at = this.at;
      }
      samples[i] = (value >>> 1) ^ -(value & 1);
    }
    this.at = at;
  }
}
