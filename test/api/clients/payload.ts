import { encodeFingerprint } from '#core/text/codec.ts';
import { encodeMp3 } from '../../sound/encode.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';

/** The audio that clients upload. */
const makeSong = (): Promise<Uint8Array> => encodeMp3(makeMusic({ seed: 41, seconds: 4 }), 32);

/** More than one request to a deployment carries. */
const LARGE = 5_000_000;

/** Audio of so many bytes: after its sound comes a chunk that players pass over. */
export function makeLargeSong(size = LARGE): Uint8Array {
  const song = toWav(makeMusic({ seed: 43, seconds: 4 }));
  const junk = Buffer.alloc(size - song.length, 'junk');
  junk.writeUInt32LE(junk.length - 8, 4);
  const bytes = Buffer.concat([song, junk]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}

export interface Songs {
  readonly SONG: Uint8Array;
  readonly LARGE: Uint8Array;
}

/** By their placeholders. */
export const makeSongs = async (): Promise<Songs> => ({ SONG: await makeSong(), LARGE: makeLargeSong() });

/** The fingerprint that they upload, as fpcalc prints one. */
export const fingerprintText = (): string => {
  const words = fingerprintOf(makeMusic({ seed: 42, seconds: 20 }));
  return `DURATION=20\nFINGERPRINT=${encodeFingerprint(words)}\n`;
};
