import { setImmediate } from 'node:timers/promises';
import { align, bitErrorRate } from '#core/match/align.ts';
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
    const found: { star: Open; match: Match }[] = [];
    let same: (typeof found)[number] | undefined;
    for (const star of likeliestFirst(file, index.candidates(file.words), stars)) {
      const match = compare(star.kept.words, file.words, [star.kept.contour, file.contour]);
      found.push({ star, match });
      if (!match.duplicate) continue;
      same = { star, match };
      break;
    }
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

/**
 * The stars of these ids by how much of the file is as theirs, so that the first duplicate is the most similar one: how a
 * copy lies to the rest is not told, and takes longest to find out.
 */
function likeliestFirst(file: ScannedFile, ids: readonly number[], stars: readonly Open[]): Open[] {
  const unlike = ({ kept }: Open) =>
    // Words that tell nothing align nowhere.
    kept.contour && file.contour ? 0 : bitErrorRate(align(kept.words, file.words));
  return ids
    .flatMap((id) => stars[id] ?? [])
    .map((star) => ({ star, rate: unlike(star) }))
    .sort((a, b) => a.rate - b.rate)
    .map(({ star }) => star);
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
    return nominate(query, this.#hits(query.keys())).slice(0, CANDIDATES).map(Number);
  }

  *#hits(keys: Iterable<string>) {
    for (const key of keys) {
      const known = this.#postings.get(key) ?? [];
      for (let i = 0; i < known.length; i += 2)
        yield { key, id: String(known[i]), position: known[i + 1] ?? 0 };
    }
  }
}
