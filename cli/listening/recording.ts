import { readFingerprint, UnusableFingerprint } from '#core/text/codec.ts';
import { isFingerprintText } from '#domain/files/upload.ts';
import { type AudioSource, type Recording, UnusableAudio } from '#domain/ports/audio.ts';
import { withDuration } from '#domain/ports/fingerprints.ts';
import { listen } from '#media/listen.ts';
import { Refusal, reasonOf } from '../refusal.ts';
import { percent, status } from '../terminal/status.ts';
import { fileSource, stdinSource } from './file-source.ts';

/** The longest fingerprint text: 24 hours as decimal words. */
const LONGEST_TEXT = 16_000_000;

/** Listens to an audio file with a line of progress. Rejects with Refusal when it cannot be one. */
export async function recordingOf(path: string): Promise<Recording> {
  return reading(path, listen);
}

/** The same, or reads a fingerprint in any of fpcalc's spellings. */
export async function recordingOrFingerprintOf(path: string): Promise<Recording> {
  return reading(path, async (source) => {
    if (source.size === 0 || !isFingerprintText(await source.read(0, 256))) return listen(source);
    if (source.size > LONGEST_TEXT) throw new Refusal(`${path} is too long for a fingerprint`);
    return withDuration(readFingerprint(await source.read(0, source.size)));
  });
}

async function reading(path: string, read: (source: AudioSource) => Promise<Recording>): Promise<Recording> {
  const line = status(process.stderr);
  await using source =
    path === '-'
      ? await stdinSource()
      : await fileSource(path, (bytes) => line.show(percent(bytes / source.size))).catch((error) => {
          throw new Refusal(unreadable(path, error));
        });
  try {
    return await read(source);
  } catch (error) {
    const isUnusable = error instanceof UnusableAudio || error instanceof UnusableFingerprint;
    if (isUnusable) throw new Refusal(`${path}: ${error.message}`);
    const { syscall } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : new Refusal(unreadable(path, error as NodeJS.ErrnoException));
  } finally {
    line.clear();
  }
}

const unreadable = (path: string, error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT' ? `there is no file ${path}` : `${path} ${reasonOf(error)}`;
