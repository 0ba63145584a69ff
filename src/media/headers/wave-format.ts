import { placesOfMask, USUAL, weightsOf } from '../surround.ts';
import { little } from './bytes.ts';
import type { PcmFormat } from './pcm-format.ts';

/** Format tags of WAVEFORMATEX. */
const WAVE_TAGS: Record<number, string> = {
  1: 'pcm',
  2: 'ms-adpcm',
  3: 'float',
  6: 'alaw',
  7: 'ulaw',
  17: 'ima-adpcm',
  49: 'GSM 6.10',
  80: 'mp2',
  85: 'mp3',
  255: 'AAC',
  353: 'WMA',
  8192: 'ac3',
  8193: 'dts',
};
const EXTENSIBLE = 0xfffe;

/** The body of a `fmt ` chunk. */
export interface WaveFormat {
  /** What WAVE_TAGS calls it; its number in hexadecimal when that is unknown. */
  readonly codec: string;
  readonly channels: number;
  readonly rate: number;
  readonly bytesPerSecond: number;
  /** Bytes of a block of samples of all channels. */
  readonly block: number;
  readonly bits: number;
  readonly mask: number;
  readonly body: Uint8Array;
}

/** Undefined when the body is too short. */
export function waveFormat(body: Uint8Array): WaveFormat | undefined {
  if (body.length < 14) return undefined;
  const tag = little(body, 0, 2);
  const isExtensible = tag === EXTENSIBLE && body.length >= 26;
  const kind = isExtensible ? little(body, 24, 2) : tag;
  return {
    codec: WAVE_TAGS[kind] ?? `kind 0x${kind.toString(16)}`,
    channels: little(body, 2, 2),
    rate: little(body, 4, 4),
    bytesPerSecond: little(body, 8, 4),
    block: little(body, 12, 2),
    bits: little(body, 14, 2),
    mask: isExtensible ? little(body, 20, 4) : 0,
    body,
  };
}

/** How its samples are stored; undefined when they are no plain ones. */
export function pcmOf({ codec, channels, rate, block, bits, mask }: WaveFormat): PcmFormat | undefined {
  const weights = weightsOf(placesOfMask(mask, channels) ?? (mask === 0 ? USUAL[channels] : undefined));
  const common = { channels, rate, littleEndian: true, ...(weights && { weights }) };
  if (codec === 'alaw' || codec === 'ulaw') return { ...common, bits: 8, encoding: codec };
  if (codec !== 'pcm' && codec !== 'float') return undefined;
  // Samples lie in as many bytes as a block has for each, which may be more than their bits need.
  const width = channels > 0 && block % channels === 0 ? (block / channels) * 8 : 0;
  const stored = Math.max(8 * Math.ceil(bits / 8), width);
  const encoding = codec === 'float' ? 'float' : stored === 8 ? 'unsigned' : 'signed';
  return { ...common, bits: stored, encoding };
}
