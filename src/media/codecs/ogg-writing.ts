const HEADER = 27;
const BEGINS = 2;
const CONTINUES = 1;
/** Lacing values on one page (RFC 3533 §6). */
const MOST_SEGMENTS = 255;

/** Puts packets onto the pages of one Ogg stream. Their positions count pages, their checksums are left out. */
export function oggPages() {
  let sequence = 0;
  return {
    /** Pages that hold these packets, one after the other. */
    next(packets: readonly Uint8Array[], begins: boolean): Uint8Array {
      const pages: Uint8Array[] = [];
      let lacing: number[] = [];
      let parts: Uint8Array[] = [];
      let flags = begins ? BEGINS : 0;
      const close = (continues: boolean) => {
        pages.push(page(sequence++, flags, lacing, parts));
        lacing = [];
        parts = [];
        flags = continues ? CONTINUES : 0;
      };
      for (const packet of packets) {
        for (let at = 0; at <= packet.length; at += 255) {
          if (lacing.length === MOST_SEGMENTS) close(at > 0);
          const part = packet.subarray(at, at + 255);
          lacing.push(part.length);
          parts.push(part);
        }
      }
      if (lacing.length > 0) close(false);
      return Buffer.concat(pages);
    },
  };
}

function page(
  sequence: number,
  flags: number,
  lacing: readonly number[],
  parts: readonly Uint8Array[],
): Uint8Array {
  const header = Buffer.alloc(HEADER + lacing.length);
  header.write('OggS', 0, 'latin1');
  header[5] = flags;
  header.writeBigInt64LE(BigInt(sequence), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = lacing.length;
  header.set(lacing, HEADER);
  return Buffer.concat([header, ...parts]);
}
