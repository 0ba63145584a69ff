import { fromBase64Url, toBase64Url } from './base64url.ts';
import { checkLength, MAX_WORDS, packFingerprint, unpackFingerprint } from './packed.ts';
import { refuseSeveral, textOf } from './printed.ts';
import { UnusableFingerprint } from './unusable-fingerprint.ts';

export { packFingerprint, textOf, UnusableFingerprint, unpackFingerprint };

/** A 24-hour fingerprint in fpcalc's longest spelling, with room. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
const WHAT =
  'Send what fpcalc prints (plain, -raw, -json or -json -raw), or the compressed fingerprint alone.';

/** Chromaprint's compressed form in URL-safe base64 without padding, as fpcalc prints it. */
export function encodeFingerprint(words: Uint32Array): string {
  return toBase64Url(packFingerprint(words));
}

/** Reads what encodeFingerprint writes. Throws UnusableFingerprint. */
export function decodeFingerprint(text: string): Uint32Array {
  const bytes = fromBase64Url(text);
  if (bytes === undefined) throw new UnusableFingerprint(`This is not a fingerprint. ${WHAT}`);
  return unpackFingerprint(bytes);
}

/**
 * A fingerprint in any of fpcalc's four spellings, or the compressed base64 alone; raw numbers signed or not.
 * `duration` in seconds when it is told. Throws UnusableFingerprint.
 */
export function readFingerprint(input: string | Uint8Array): {
  words: Uint32Array;
  duration: number | undefined;
} {
  if (input.length > MAX_CHARACTERS)
    throw new UnusableFingerprint('The fingerprint is longer than 24 hours.');
  // A mark at its beginning is white space to trim().
  const text = (typeof input === 'string' ? input : textOf(input)).trim();
  if (text === '') throw new UnusableFingerprint(`The fingerprint is empty. ${WHAT}`);
  refuseSeveral(text);
  if (text.startsWith('{')) return readJson(text);
  const line = /^FINGERPRINT=(.*)$/m.exec(text)?.[1]?.trim();
  if (line === undefined) return { words: readWords(text), duration: undefined };
  return { words: readWords(line), duration: seconds(Number(/^DURATION=(.*)$/m.exec(text)?.[1])) };
}

function readJson(text: string): { words: Uint32Array; duration: number | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnusableFingerprint(`The fingerprint begins like JSON but is none. ${WHAT}`);
  }
  const { fingerprint, duration } = value as { fingerprint?: unknown; duration?: unknown };
  const told = typeof duration === 'number' ? seconds(duration) : undefined;
  if (typeof fingerprint === 'string') return { words: readWords(fingerprint.trim()), duration: told };
  if (Array.isArray(fingerprint)) return { words: rawWords(fingerprint), duration: told };
  throw new UnusableFingerprint(`The JSON has no "fingerprint". ${WHAT}`);
}

function seconds(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function readWords(text: string): Uint32Array {
  if (text === '')
    throw new UnusableFingerprint('The fingerprint has no words; the recording was too short for one.');
  if (!/^-?[0-9]+(\s*,|$)/.test(text)) return decodeFingerprint(text);
  return rawWords(
    text.split(',', MAX_WORDS + 1).map((part) => (part.trim() === '' ? Number.NaN : Number(part))),
  );
}

function rawWords(numbers: readonly unknown[]): Uint32Array {
  checkLength(numbers.length);
  const words = new Uint32Array(numbers.length);
  numbers.forEach((value, i) => {
    if (!Number.isInteger(value) || (value as number) < -(2 ** 31) || (value as number) >= 2 ** 32) {
      throw new UnusableFingerprint(`Number ${i + 1} of the fingerprint is not a 32-bit whole number.`);
    }
    words[i] = value as number;
  });
  return words;
}
