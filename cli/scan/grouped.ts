import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Relation } from '#core/match/relation.ts';
import { Refusal } from '../refusal.ts';
import type { Library } from './library.ts';
import type { ScannedFile } from './recordings.ts';
import { groupInStars, type Placed, type Star } from './stars.ts';

/** What decides how files are grouped: what was grouped by other code is not taken for what this finds. */
const DECIDING = [
  '../../src/core/match',
  '../../src/core/sketch',
  '../../src/core/fingerprint/contour.ts',
  '.',
];

const relations = ['same', 'edit', 'excerpt', 'whole', 'overlap', null] as const satisfies Relation[];
const match = z.object({
  similarity: z.number(),
  offset: z.number(),
  overlap: z.number(),
  speed: z.number(),
  duplicate: z.boolean(),
  relation: z.literal(relations),
});
/** Files by their places among those that were grouped. */
const placed = z.array(z.object({ file: z.number(), match }));
const remembered = z.array(z.object({ kept: z.number(), copies: placed, related: placed }));

/** As groupInStars, but that files which were grouped before, all as they are now, are not compared again. */
export async function grouped(
  files: readonly ScannedFile[],
  library: Pick<Library, 'recallGroups' | 'rememberGroups'>,
  show: (done: number) => void,
): Promise<Star[]> {
  const digest = digestOf(files);
  const known = library.recallGroups(digest);
  const recalled = known === undefined ? undefined : starsOf(known, files);
  if (recalled) return recalled;
  const stars = await groupInStars(files, show);
  try {
    library.rememberGroups(digest, written(stars, files));
  } catch (error) {
    // The next run compares again; this one has its groups.
    if (!(error instanceof Refusal)) throw error;
  }
  return stars;
}

/** Of the texts of all that decides. */
function digestOfCode(): string {
  const hash = createHash('sha256');
  for (const place of DECIDING) {
    const path = join(import.meta.dirname, place);
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .sort()
          .map((name) => join(path, name))
      : [path];
    for (const file of files) hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function digestOf(files: readonly ScannedFile[]): string {
  const hash = createHash('sha256').update(digestOfCode());
  for (const { path, size, modified } of files) hash.update(path).update(`\0${size} ${modified}\0`);
  return hash.digest('hex');
}

function written(stars: readonly Star[], files: readonly ScannedFile[]): string {
  const places = new Map(files.map((file, place) => [file, place]));
  const placeOf = (all: readonly Placed[]) =>
    all.map(({ file, match }) => ({ file: places.get(file), match }));
  return JSON.stringify(
    stars.map(({ kept, copies, related }) => ({
      kept: places.get(kept),
      copies: placeOf(copies),
      related: placeOf(related),
    })),
  );
}

/** Undefined for what is not as it is written. */
function starsOf(text: string, files: readonly ScannedFile[]): Star[] | undefined {
  const stars = remembered.safeParse(parsed(text)).data;
  const places = stars?.flatMap(({ kept, copies, related }) => [
    kept,
    ...[...copies, ...related].map(({ file }) => file),
  ]);
  if (!stars || !places?.every((place) => files[place])) return undefined;
  const fileAt = (place: number) => files[place] as ScannedFile;
  const placedAt = (all: z.infer<typeof placed>): Placed[] =>
    all.map(({ file, match }) => ({ file: fileAt(file), match }));
  return stars.map(({ kept, copies, related }) => ({
    kept: fileAt(kept),
    copies: placedAt(copies),
    related: placedAt(related),
  }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
