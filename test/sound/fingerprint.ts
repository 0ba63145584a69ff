import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import type { Pcm } from './music.ts';

/** The words of sound in memory. */
export function fingerprintOf({ channels, sampleRate }: Pcm): Uint32Array {
  const fingerprinter = new Fingerprinter(sampleRate, 'int16');
  fingerprinter.push(channels);
  return fingerprinter.finish();
}

/** Share of differing bits, word by word, over the shorter of the two. */
export function bitErrors(a: Uint32Array, b: Uint32Array): number {
  const length = Math.min(a.length, b.length);
  let errors = 0;
  for (let i = 0; i < length; i++) {
    for (let bits = ((a[i] ?? 0) ^ (b[i] ?? 0)) >>> 0; bits !== 0; bits &= bits - 1) errors++;
  }
  return errors / (32 * length);
}
