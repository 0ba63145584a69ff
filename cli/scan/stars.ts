import { setImmediate } from 'node:timers/promises';
import { compare, type Match } from '#core/match/decide.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import type { ScannedFile } from './recordings.ts';

/** A file, and how it lies on the one that its group keeps. */
export interface Placed {
  readonly file: ScannedFile;
  readonly match: Match;
}

/** Files of one recording: the one to keep, and those that are duplicates of it. */
export interface Star {
  readonly kept: ScannedFile;
  readonly copies: readonly Placed[];
  /** Files kept by other groups that share sound with this one's and are no duplicates of it. */
  readonly related: readonly Placed[];
}

interface Open {
  readonly kept: ScannedFile;
  readonly copies: Placed[];
  readonly related: Placed[];
}

/** Candidates that are compared, at most; the likeliest come first. */
const CANDIDATES = 20;
/** Files after which others get their turn: a line of progress, Ctrl-C. */
const TURN = 16;

/**
 * Groups files, which come in the order in which they are to be kept, around those that are kept: each is a duplicate
 * of its group's first, or is the first of one of its own. A chain of neighbours makes no group.
 */
export async function groupInStars(
  files: readonly ScannedFile[],
  show: (done: number) => void,
): Promise<Star[]> {
  const stars: Open[] = [];
  const index = new Index();
  for (const [at, file] of files.entries()) {
    const found = index.candidates(file.words).flatMap((id) => {
      const star = stars[id];
      if (!star) return [];
      const { words, contour } = star.kept;
      return [{ star, match: compare(words, file.words, [contour, file.contour]) }];
    });
    const same = found
      .filter(({ match }) => match.duplicate)
      .sort((a, b) => b.match.similarity - a.match.similarity)[0];
    if (same) same.star.copies.push({ file, match: same.match });
    else {
      for (const { star, match } of found) if (match.relation !== null) star.related.push({ file, match });
      index.add(stars.length, file.words);
      stars.push({ kept: file, copies: [], related: [] });
    }
    show(at + 1);
    if (at % TURN === 0) await setImmediate();
  }
  return stars;
}

/** Postings in memory, as a deployment keeps them in its table: kept files by their keys. */
class Index {
  /** Star and position, by key. */
  readonly #postings = new Map<string, number[]>();

  add(star: number, words: Uint32Array): void {
    for (const { key, position } of indexKeys(words)) {
      const known = this.#postings.get(key);
      if (known) known.push(star, position);
      else this.#postings.set(key, [star, position]);
    }
  }

  /** Stars whose kept file may share sound with these words, the likeliest first. Every key of theirs is looked up. */
  candidates(words: Uint32Array): number[] {
    const query = lookupKeys(words, words.length * 2);
    const found = [...query.keys()].flatMap((key) => {
      const known = this.#postings.get(key) ?? [];
      return known.flatMap((star, i) =>
        i % 2 === 0 ? [{ key, id: String(star), position: known[i + 1] ?? 0 }] : [],
      );
    });
    return nominate(query, found).slice(0, CANDIDATES).map(Number);
  }
}
