import type { ByteQueue } from '#media/containers/byte-queue.ts';
import { OggPackets } from './packets.ts';
import { type OggPage, readOggPages } from './pages.ts';

/** Packets for which silence stands in at one place. */
const MOST_MISSING = 3000;
/** Streams beside one another in a file; honest ones have a handful. */
const MOST_STREAMS = 32;

/** A stream of a link, by its first packet. */
interface Beginning {
  readonly serial: number;
  readonly head: Uint8Array;
}

/** Reads an Ogg file link by link, and of each link one stream. */
export class OggReader {
  /** The position at which the stream ends, once its last page was read and says so. */
  end: number | undefined;
  /** The position of the last page read. */
  last = 0;
  private readonly pages: AsyncGenerator<OggPage>;
  private page: OggPage | undefined;

  constructor(queue: ByteQueue, size: number) {
    this.pages = readOggPages(queue, size);
  }

  /** Goes on to the next link; undefined at the end of the file. */
  async nextLink(): Promise<Beginning[] | undefined> {
    this.end = undefined;
    this.last = 0;
    while (this.page?.begins !== true) {
      if (this.page === undefined && this.isOver) return undefined;
      await this.advance();
      if (this.page === undefined) return undefined;
    }
    const streams: Beginning[] = [];
    for (; this.page?.begins === true; await this.advance()) {
      const [head] = this.page.pieces;
      if (head !== undefined && streams.length < MOST_STREAMS)
        streams.push({ serial: this.page.serial, head });
    }
    return streams;
  }

  /** The packets of one stream behind its first, with an empty one for each that was lost with its page. */
  async *packets(serial: number): AsyncGenerator<Uint8Array> {
    const pieces = new OggPackets();
    let isAfterGap = false;
    let count = 0;
    for (; this.page !== undefined && !this.page.begins; await this.advance()) {
      const { page } = this;
      isAfterGap ||= page.isAfterGap;
      if (page.serial !== serial) continue;
      const packets = pieces.take(page);
      const lost = isAfterGap && count > 0 ? this.lost(page, packets.length, count) : 0;
      isAfterGap = false;
      for (let i = 0; i < lost; i++) yield new Uint8Array(0);
      if (page.position >= 0) this.last = Math.max(this.last, page.position);
      if (page.ends && page.position > 0) this.end = page.position;
      count += packets.length + lost;
      for (const packet of packets) if (packet.length > 0) yield packet;
      if (page.ends) {
        await this.advance();
        return;
      }
    }
  }

  private isOver = false;

  private async advance(): Promise<void> {
    const next = await this.pages.next();
    this.page = next.done === true ? undefined : next.value;
    this.isOver = next.done === true;
  }

  /** How many packets a gap had: as much of the stream's time as the pages before it had for theirs. */
  private lost({ position }: OggPage, packets: number, before: number): number {
    const each = this.last / before;
    if (position <= this.last || each === 0) return 0;
    return Math.min(MOST_MISSING, Math.max(0, Math.round((position - this.last) / each) - packets));
  }
}
