import type { Found, Packets } from '#media/sound.ts';
import type { Framed, Framing } from './framing.ts';

/** Frames for which silence stands in at one place: what is longer was hardly sound. */
const MOST_MISSING = 100;

/** Frames in runs of one kind: where the settings change, a decoder begins anew. Counts what were frames. */
export class Runs<Frame> {
  private readonly framed: AsyncGenerator<Framed<Frame>>;
  private readonly framing: Framing<Frame>;
  private readonly found: Found;
  private next: Framed<Frame> | undefined;

  constructor(framed: AsyncGenerator<Framed<Frame>>, framing: Framing<Frame>, found: Found) {
    this.framed = framed;
    this.framing = framing;
    this.found = found;
    found.frames = 0;
  }

  /** The first frame of the next run; undefined at the end. */
  async begin(): Promise<{ frame: Frame; bytes: Uint8Array } | undefined> {
    while (this.next?.frame === undefined) {
      await this.advance();
      if (this.next === undefined) return undefined;
    }
    return { frame: this.next.frame, bytes: this.next.bytes };
  }

  /** The frames of the run, with empty ones for the bytes between them that are none. */
  async *packets(first: Frame): Packets {
    let gap = 0;
    for (; this.next !== undefined; await this.advance()) {
      const { frame, bytes } = this.next;
      if (frame === undefined) {
        gap += bytes.length;
        continue;
      }
      if (!this.framing.isAlike(first, frame)) return;
      const missing = Math.round(gap / this.framing.lengthOf(frame));
      if (missing <= MOST_MISSING) for (let i = 0; i < missing; i++) yield new Uint8Array(0);
      gap = 0;
      yield bytes;
    }
  }

  private async advance(): Promise<void> {
    const next = await this.framed.next();
    this.next = next.done === true ? undefined : next.value;
    if (this.next === undefined) return;
    const { bytes, frame, tags } = this.next;
    this.found.frames = (this.found.frames ?? 0) + tags + (frame === undefined ? 0 : bytes.length);
  }
}
