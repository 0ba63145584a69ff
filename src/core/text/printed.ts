import { UnusableFingerprint } from './unusable-fingerprint.ts';

/**
 * The text in bytes as people's programs write them: UTF-8, or UTF-16 as PowerShell's `>` does, with a mark or without.
 * What is neither may be the name of a file, which nobody reads: it is no hindrance.
 */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : 'utf-8';
}

/** Throws UnusableFingerprint when a text holds more than one: which of them is meant nobody could tell. */
export function refuseSeveral(text: string): void {
  const count = countOf(text);
  if (count <= 1) return;
  throw new UnusableFingerprint(
    `This text holds ${count} fingerprints: send one at a time, of the whole recording (fpcalc -length 0, without -chunk).`,
  );
}

function countOf(text: string): number {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const named = lines.filter((line) => line.startsWith('FINGERPRINT=')).length;
  if (named > 0) return named;
  if (text.startsWith('{')) return lines.filter((line) => /^\{.*\}$/s.test(line.trim())).length;
  // Raw words may go on in the next line, behind a comma.
  return lines.filter((line, i) => i === lines.length - 1 || !line.trimEnd().endsWith(',')).length;
}
