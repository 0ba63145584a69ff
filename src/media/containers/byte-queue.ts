/** Bytes of a stream as they come, with what is not yet used kept together at the front. */
export class ByteQueue {
  private readonly chunks: AsyncIterator<Uint8Array>;
  /** What has come and is not yet dropped; replaced by `fill` and `drop`. */
  bytes: Uint8Array = new Uint8Array(0);
  ended = false;
  /** Bytes dropped and skipped so far. */
  dropped = 0;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Waits until `wanted` bytes are there or the stream has ended; says whether they are there. */
  async fill(wanted: number): Promise<boolean> {
    if (this.bytes.length >= wanted) return true;
    const parts: Uint8Array[] = [this.bytes];
    let length = this.bytes.length;
    while (length < wanted && !this.ended) {
      const next = await this.chunks.next();
      if (next.done === true) this.ended = true;
      else {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    this.bytes = joined(parts, length);
    return length >= wanted;
  }

  /** Forgets `count` bytes from the front, of those that are there. */
  drop(count: number): void {
    this.dropped += Math.min(count, this.bytes.length);
    this.bytes = this.bytes.subarray(count);
  }

  /** Forgets `count` bytes from the front, reading on past what is there; nothing of it is kept. */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > this.bytes.length) {
      left -= this.bytes.length;
      this.drop(this.bytes.length);
      if (!(await this.fill(1))) return;
    }
    this.drop(left);
  }
}

/** All parts as one, without a copy when only one has bytes. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = parts.find((part) => part.length === length);
  if (whole !== undefined) return whole;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
