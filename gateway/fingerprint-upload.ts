import { encodeFingerprint, readFingerprint, UnusableFingerprint } from '#core/text/codec.ts';
import { isFingerprintText } from '#domain/files/upload.ts';
import { type Recording, UnusableAudio } from '#domain/ports/audio.ts';
import { withDuration } from '#domain/ports/fingerprints.ts';
import { listen } from '#media/listen.ts';
import { type Caller, callWithForm } from './call.ts';
import type { Form } from './form.ts';
import { Refused } from './refused.ts';
import type { Spool } from './spool.ts';
import type { Turns } from './turns.ts';
import type { Answer } from './upstream.ts';

/** Bytes at the beginning by which a fingerprint is told from audio. */
const BEGINNING = 256;
/** Characters of fingerprints that one request carries; with a longer recording fewer of its hearings go along. */
const CARRIED = 4_400_000;

/** Asks of a recording by its fingerprint, and by how it was heard otherwise: what the deployment hears of audio. */
export async function askByFingerprint(
  caller: Caller,
  path: string,
  { fields }: Form,
  content: Spool,
  listening: Turns,
): Promise<Answer> {
  const recording = await listening.take(() => recordingOf(content));
  const own = JSON.stringify({
    duration: recording.duration,
    fingerprint: encodeFingerprint(recording.words),
  });
  return callWithForm(caller, path, [
    ...fields.filter(([field]) => field !== 'fingerprint' && field !== 'hearings'),
    ['fingerprint', own],
    ['hearings', hearingsOf(recording, CARRIED - own.length)],
  ]);
}

/** What is sent of a recording's other hearings in so many characters: the likeliest come first. */
function hearingsOf({ others = [] }: Recording, room: number): string {
  const told: string[] = [];
  let left = room;
  for (const { words, speed } of others) {
    const hearing = JSON.stringify({ speed, fingerprint: encodeFingerprint(words) });
    left -= hearing.length;
    if (left < 0) break;
    told.push(hearing);
  }
  return `[${told.join(',')}]`;
}

async function recordingOf(content: Spool): Promise<Recording> {
  try {
    if (isFingerprintText(await content.read(0, BEGINNING)))
      return withDuration(readFingerprint(await content.read(0, content.size)));
    return await listen(content);
  } catch (error) {
    if (!(error instanceof UnusableAudio || error instanceof UnusableFingerprint)) throw error;
    throw new Refused(422, error.message, {}, { file: [error.message] });
  }
}
