import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Relation } from '#core/match/relation.ts';
import type { Library } from './library.ts';
import type { ScannedFile } from './recordings.ts';
import { groupInStars, type Placed, type Star } from './stars.ts';

/** Grows when the same files would be grouped otherwise: what was grouped before is forgotten. */
const VERSION = 1;

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
  library: Library,
  show: (done: number) => void,
): Promise<Star[]> {
  const digest = digestOf(files);
  const known = library.recallGroups(digest);
  if (known !== undefined) return starsOf(known, files);
  const stars = await groupInStars(files, show);
  library.rememberGroups(digest, written(stars, files));
  return stars;
}

function digestOf(files: readonly ScannedFile[]): string {
  const hash = createHash('sha256').update(`${VERSION}`);
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

function starsOf(text: string, files: readonly ScannedFile[]): Star[] {
  const fileAt = (place: number): ScannedFile => {
    const file = files[place];
    if (!file) throw new Error(`The groups that were remembered name a file ${place} of ${files.length}.`);
    return file;
  };
  const placedAt = (all: z.infer<typeof placed>): Placed[] =>
    all.map(({ file, match }) => ({ file: fileAt(file), match }));
  return remembered.parse(JSON.parse(text)).map(({ kept, copies, related }) => ({
    kept: fileAt(kept),
    copies: placedAt(copies),
    related: placedAt(related),
  }));
}
