import type { OggPage } from './pages.ts';

/** No codec here has packets this long; a damaged file may look as if. */
const LONGEST = 16 * 1024 ** 2;

/** Puts the pieces of one stream's packets together again. */
export class OggPackets {
  private parts: Uint8Array[] = [];
  private length = 0;

  /** The packets that end on this page. */
  take({ pieces, isContinued, isWhole, isAfterGap }: OggPage): Uint8Array[] {
    if (!isContinued || isAfterGap) this.forget();
    // The rest of a packet of which the beginning is not there.
    const rest = isContinued && this.parts.length === 0 ? pieces.slice(1) : pieces;
    const packets: Uint8Array[] = [];
    for (const [i, piece] of rest.entries()) {
      this.parts.push(piece);
      this.length += piece.length;
      if (i + 1 === rest.length && !isWhole) break;
      packets.push(this.parts.length === 1 ? piece : Buffer.concat(this.parts));
      this.forget();
    }
    if (this.length > LONGEST) this.forget();
    return packets;
  }

  private forget(): void {
    this.parts = [];
    this.length = 0;
  }
}
