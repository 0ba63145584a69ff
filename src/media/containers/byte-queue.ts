/** So many that lie across two chunks are copied by themselves; more with the whole chunk, as more will be wanted. */
const FEW = 1024;

/** Bytes of a stream as they come, with what is not yet used kept together at the front. */
export class ByteQueue {
  private readonly chunks: AsyncIterator<Uint8Array>;
  /** What has come and is not yet dropped; replaced by `fill` and `drop`. */
  bytes: Uint8Array = new Uint8Array(0);
  /** What has come beyond them. */
  private rest: Uint8Array = new Uint8Array(0);
  private isRead = false;
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
    while (length < wanted && (this.rest.length > 0 || (await this.read()))) {
      const most = length === 0 || wanted > FEW ? this.rest.length : wanted - length;
      parts.push(this.rest.subarray(0, most));
      length += Math.min(most, this.rest.length);
      this.rest = this.rest.subarray(most);
    }
    this.bytes = joined(parts, length);
    return length >= wanted;
  }

  /** Whether the stream has ended with what is there. */
  get ended(): boolean {
    return this.isRead && this.rest.length === 0;
  }

  /** The stream's next chunk, into `rest`; says whether there is one. */
  private async read(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (done === true) this.isRead = true;
    else this.rest = value;
    return done !== true;
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
