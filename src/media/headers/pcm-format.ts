/** How interleaved samples are stored. */
export interface PcmFormat {
  readonly channels: number;
  readonly rate: number;
  /** Bits of one sample as stored: 8, 16, 24, 32 or 64. */
  readonly bits: number;
  readonly encoding: 'signed' | 'unsigned' | 'float' | 'alaw' | 'ulaw';
  readonly littleEndian: boolean;
  /** The share of each channel in the mix. */
  readonly weights?: readonly number[];
}
