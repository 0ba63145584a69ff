import { createRequire } from 'node:module';
import type { Pcm } from './music.ts';

interface FlacEncoder {
  encode(samples: Int32Array[]): boolean;
  encode(): boolean;
  getSamples(): Uint8Array;
}

/** FLAC of 16 bits, natively or in Ogg. */
export async function encodeFlac({ channels, sampleRate }: Pcm, isOgg = false): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  const library = require('libflacjs')('release');
  if (!library.isReady()) await new Promise<void>((ready) => library.on('ready', () => ready()));
  const { Encoder } = require('libflacjs/lib/encoder');
  const encoder: FlacEncoder = new Encoder(library, {
    sampleRate,
    channels: channels.length,
    bitsPerSample: 16,
    compression: 5,
    verify: false,
    totalSamples: channels[0]?.length ?? 0,
    isOgg,
  });
  encoder.encode(channels.map((plane) => Int32Array.from(plane, (sample) => Math.round(sample * 32768))));
  encoder.encode();
  return encoder.getSamples();
}
