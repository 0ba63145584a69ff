import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Refusal } from '#cli/refusal.ts';
import { grouped } from '#cli/scan/grouped.ts';
import { Library } from '#cli/scan/library.ts';
import type { ScannedFile } from '#cli/scan/recordings.ts';
import { likeMusic, withErrors } from '../sound/words.ts';

const root = mkdtempSync(join(tmpdir(), 'refrain-grouped-'));
afterAll(() => rmSync(root, { recursive: true }));
const library = new Library(join(root, 'scan.db'));
afterAll(() => library.close());

const audio = {
  ...{ format: 'mp3', bitRate: 128_000, sampleRate: 44_100, channels: 2 },
  ...{ lossless: false, notice: null },
};
const fileNamed = (name: string, words: Uint32Array, modified = 1): ScannedFile => ({
  ...{ path: Buffer.from(name), size: 9, inode: '1', modified, words, duration: 40, audio },
});
const song = likeMusic(3, 300);
const files = (modified = 1) => [
  fileNamed('a', song),
  fileNamed('b', withErrors(song, 0.04, 5)),
  fileNamed('c', likeMusic(4, 300)),
  fileNamed('part of a', song.subarray(150), modified),
];

/** The groups, and how many files were compared for them. */
async function group(all: ScannedFile[]) {
  let compared = 0;
  const stars = await grouped(all, library, () => compared++);
  return { stars, compared };
}

it('files that were grouped as they are now are not compared again, and are grouped the same', async () => {
  const first = await group(files());
  expect(first.compared).toBe(4);
  expect(first.stars).toMatchObject([
    {
      kept: { path: Buffer.from('a') },
      copies: [{ file: { path: Buffer.from('b') } }],
      related: [{ match: { relation: 'excerpt' } }],
    },
    { kept: { path: Buffer.from('c') }, copies: [] },
    { kept: { path: Buffer.from('part of a') } },
  ]);
  expect(await group(files())).toEqual({ stars: first.stars, compared: 0 });
});

it('what has changed, gone, or comes in another order is grouped anew', async () => {
  for (const all of [files(2), files().slice(1), files().reverse()]) {
    const { compared } = await group(all);
    expect(compared).toBe(all.length);
  }
});

it('a memory that is full or spoiled costs the next run time, not this one its groups', async () => {
  for (const spoiled of ['{', '[]}', '[{"kept":9,"copies":[],"related":[]}]', '{"kept":0}']) {
    const memory = {
      recallGroups: () => spoiled,
      rememberGroups: () => {
        throw new Refusal('the disk is full');
      },
    };
    let compared = 0;
    const stars = await grouped(files(), memory, () => compared++);
    expect(stars).toHaveLength(3);
    expect(compared).toBe(4);
  }
});
