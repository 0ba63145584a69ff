import { encodeFingerprint } from '#core/text/codec.ts';
import { recordingOrFingerprintOf } from '../listening/recording.ts';

/** Characters of fingerprints that one request carries; with a longer recording fewer of its hearings go along. */
const CARRIED = 4_400_000;

/** What is sent of a file of which a deployment shall only tell something: it is listened to here. */
export async function soundOf(path: string): Promise<{ fingerprint: string; hearings: string }> {
  const { words, duration, others = [] } = await recordingOrFingerprintOf(path);
  const fingerprint = JSON.stringify({ duration, fingerprint: encodeFingerprint(words) });
  const told: string[] = [];
  let left = CARRIED - fingerprint.length;
  for (const { words, speed } of others) {
    const hearing = JSON.stringify({ speed, fingerprint: encodeFingerprint(words) });
    left -= hearing.length;
    if (left < 0) break;
    told.push(hearing);
  }
  return { fingerprint, hearings: `[${told.join(',')}]` };
}
