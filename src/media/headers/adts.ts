/** The header of an ADTS frame (ISO/IEC 14496-3 §1.A.2.2). */
export interface AdtsFrame {
  /** Bytes with the header. */
  readonly length: number;
  /** Bytes of the header: 7, or 9 with a checksum. */
  readonly header: number;
  readonly profile: number;
  readonly rateIndex: number;
  readonly channels: number;
}

const RATES = 13;

/** The header at `at`; undefined when it is none. */
export function adtsFrame(bytes: Uint8Array, at: number): AdtsFrame | undefined {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0;
  if (bytes[at] !== 0xff || (second & 0xf6) !== 0xf0 || at + 7 > bytes.length) return undefined;
  const rateIndex = (third >> 2) & 15;
  const length = ((fourth & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
  const header = (second & 1) === 0 ? 9 : 7;
  if (rateIndex >= RATES || length <= header) return undefined;
  return { length, header, profile: third >> 6, rateIndex, channels: ((third & 1) << 2) | (fourth >> 6) };
}

/** Whether two headers are of one stream. */
export const isAlike = (a: AdtsFrame, b: AdtsFrame): boolean =>
  a.profile === b.profile && a.rateIndex === b.rateIndex && a.channels === b.channels;

/** Where the first frame is that two more of its kind follow (or the end of the bytes). */
export function findAdtsFrame(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const first = adtsFrame(bytes, at);
    const second = first && adtsFrame(bytes, at + first.length);
    if (first === undefined || second === undefined || !isAlike(first, second)) continue;
    const third = at + first.length + second.length;
    if (third + 7 > bytes.length) return at;
    const last = adtsFrame(bytes, third);
    if (last !== undefined && isAlike(first, last)) return at;
  }
  return undefined;
}
