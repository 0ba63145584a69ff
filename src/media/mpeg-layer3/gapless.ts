import { chunkName } from '../chunk-name.ts';
import type { MpegFrame } from '../mpeg-header.ts';
import { sideInfoLength } from './side-info.ts';

/** Samples a decoder is late by. */
const DECODER_DELAY = 529;

/** Samples the encoder added before the sound and after it. */
interface Gapless {
  readonly start: number;
  readonly end: number;
}

/** What a Xing or Info frame, which holds no sound, tells; undefined when the frame is none. */
export function gaplessOf(frame: Uint8Array, { channels }: MpegFrame): Gapless | undefined {
  const at = 4 + sideInfoLength(channels);
  const name = chunkName(frame, at);
  if (name !== 'Xing' && name !== 'Info') return undefined;
  const delays = ((frame[at + 141] ?? 0) << 16) | ((frame[at + 142] ?? 0) << 8) | (frame[at + 143] ?? 0);
  return { start: (delays >> 12) + DECODER_DELAY, end: Math.max(0, (delays & 4095) - DECODER_DELAY) };
}
