/**
 * Tells whether a text holds what was searched for, however the two are composed and in whatever case. To upper case
 * last: it alone makes one of the two small sigmas, and two letters of the sharp s.
 */
export function searchFor(wanted: string): (text: string) => boolean {
  const folded = fold(wanted);
  return (text) => fold(text).includes(folded);
}

/** A text as searches compare it. */
export const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');

/** What `fold` rests on: texts that were folded under another do not compare. Count up when `fold` changes. */
export const FOLDING = `1 of Unicode ${process.versions.unicode}`;
