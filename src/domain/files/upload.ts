import { readFingerprint, textOf, UnusableFingerprint } from '#core/text/codec.ts';
import { Invalid, TooLarge, Unsupported } from '#domain/errors.ts';
import {
  type AudioSource,
  type Listen,
  type Recording,
  TooLong,
  TooSlow,
  UnusableAudio,
} from '#domain/ports/audio.ts';
import { withDuration } from '#domain/ports/fingerprints.ts';

/** What API Gateway and Lambda carry in one request, in bytes of file. */
const INLINE_LIMIT = 4_500_000;
/** The longest audio that is listened to while its sender waits, in seconds. */
const WAITING_LIMIT = 600;
/** Seconds of listening after which its sender, who hears from us within 29, is told what to do instead. */
const PATIENCE = 20;

/** A file that came within a request. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const SEND_DIRECTLY =
  'POST its file_name to /api/buckets/{bucket_id}/uploads and PUT the bytes to the URL it answers.';
const SEND_ITS_FINGERPRINT =
  'Send its fingerprint instead, as `fpcalc -length 0` prints it: …/uploads takes files for File buckets only.';

/**
 * Throws for a file that came within a request and is too large for it, or of a closed fingerprint format; `wayOut`
 * says what to do with one that is too large.
 */
export function checkUpload({ name, bytes }: Upload, wayOut = SEND_DIRECTLY): void {
  if (bytes.length > INLINE_LIMIT) {
    throw new TooLarge(
      `This file has ${bytes.length} bytes; a request carries ${INLINE_LIMIT} at most. ${wayOut}`,
    );
  }
  if (!isFingerprintText(bytes)) refuseClosedFormat(name);
}

/** Throws Invalid for a fingerprint that cannot be used, by the field it came in. */
export function checkFingerprint(field: string, bytes: Uint8Array): void {
  try {
    readFingerprint(bytes);
  } catch (error) {
    if (!(error instanceof UnusableFingerprint)) throw error;
    throw new Invalid({ [field]: [error.message] });
  }
}

/** Throws Unsupported for a fingerprint of ACRCloud's own format. */
export function refuseClosedFormat(name: string): void {
  if (!/\.db(\.lo)?$/i.test(name)) return;
  throw new Unsupported(
    'Fingerprints of the closed .db and .db.lo formats cannot be read: send what `fpcalc -length 0` prints, or the audio itself.',
  );
}

const MOST_OF_A_NAME = 1024;

/** What a file was called, without the folders some send along; null when it has no name. */
export const fileNameOf = (name: string): string | null =>
  [...(name.split(/[/\\]/).at(-1) ?? '')].slice(0, MOST_OF_A_NAME).join('') || null;

/** The title of a file that came without one: its name without the ending. */
export const titleOf = (name: string): string =>
  [...(name.split(/[/\\]/).at(-1) ?? name).replace(/(?<=.)\.[^.]{1,8}$/, '')].slice(0, 200).join('') ||
  'untitled';

/** Title and name of a file that comes from a URL: the last part of its path; without one, the host is its title. */
export function namedByUrl(text: string): { title: string; fileName: string | null } {
  const { pathname, hostname } = new URL(text);
  const part = pathname.split('/').findLast((each) => each !== '');
  if (part === undefined) return { title: hostname.slice(0, 200), fileName: null };
  const name = decoded(part);
  return { title: titleOf(name), fileName: fileNameOf(name) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The fingerprint in a text or file, or of the audio in a file. Rejects with Invalid when it is unusable, with
 * TooLarge or Unsupported as checkUpload does.
 */
export async function recordingOf(sent: string | Upload, listen: Listen): Promise<Recording> {
  if (typeof sent !== 'string') checkUpload(sent, SEND_ITS_FINGERPRINT);
  const content = typeof sent === 'string' ? sent : sent.bytes;
  try {
    if (typeof content !== 'string' && !isFingerprintText(content))
      return await listenBriefly(content, listen);
    return withDuration(readFingerprint(content));
  } catch (error) {
    if (!(error instanceof UnusableFingerprint || error instanceof UnusableAudio)) throw error;
    throw new Invalid({ [typeof sent === 'string' ? 'fingerprint' : 'file']: [error.message] });
  }
}

/**
 * Every spelling of a fingerprint is printable ASCII, but for the name that may stand before it; no audio file begins so.
 */
export function isFingerprintText(bytes: Uint8Array): boolean {
  const beginning = textOf(bytes.subarray(0, 256)).trimStart();
  return (
    /^(?:\{|(?:FILE|DURATION|FINGERPRINT)=)/.test(beginning) || /^[\t-\r -~]*$/.test(beginning.slice(0, 64))
  );
}

async function listenBriefly(bytes: Uint8Array, listen: Listen): Promise<Recording> {
  try {
    return await listen(bytesSource(bytes), WAITING_LIMIT, PATIENCE);
  } catch (error) {
    if (error instanceof TooSlow)
      throw new UnusableAudio(
        'This audio takes too long to decode while you wait: send its fingerprint instead.',
      );
    if (!(error instanceof TooLong)) throw error;
    throw new UnusableAudio('This audio is longer than 10 minutes: send its fingerprint instead.');
  }
}

const bytesSource = (bytes: Uint8Array): AudioSource => ({
  size: bytes.length,
  async *stream() {
    yield bytes;
  },
  read: async (start, end) => bytes.subarray(start, end),
});
