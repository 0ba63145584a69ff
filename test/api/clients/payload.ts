import { encodeFingerprint } from '#core/text/codec.ts';
import { encodeMp3 } from '../../sound/encode.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';

/** The audio that clients upload. */
export const makeSong = (): Promise<Uint8Array> => encodeMp3(makeMusic({ seed: 41, seconds: 4 }), 32);

/** The fingerprint that they upload, as fpcalc prints one. */
export const fingerprintText = (): string => {
  const words = fingerprintOf(makeMusic({ seed: 42, seconds: 20 }));
  return `DURATION=20\nFINGERPRINT=${encodeFingerprint(words)}\n`;
};
