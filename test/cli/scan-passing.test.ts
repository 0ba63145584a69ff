import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Library } from '#cli/scan/library.ts';
import { Listeners } from '#cli/scan/listeners.ts';
import { scan } from '#cli/scan/scan.ts';
import type { FoundFile } from '#cli/scan/walk.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const root = mkdtempSync(join(tmpdir(), 'refrain-passing-'));
afterAll(() => rmSync(root, { recursive: true }));
const song = toWav(makeMusic({ seed: 970, seconds: 4, sampleRate: 8000 }));

/** Whole seconds: parts of a millisecond cannot be set again as they were. */
const TIME = 1_700_000_000;
const put = (path: string, bytes: Uint8Array) => {
  writeFileSync(path, bytes);
  utimesSync(path, TIME, TIME);
};
const found = (path: string, size: number): FoundFile => ({
  path: Buffer.from(path),
  size,
  modified: TIME * 1000,
  inode: path,
});

async function told(file: FoundFile, library: Library) {
  await using listeners = new Listeners();
  const { recordings, refused } = await scan([file], library, listeners, 1, () => {});
  return { recordings: recordings.length, refused: refused.map(({ why }) => why) };
}

describe('what keeps a file from being heard and may pass', () => {
  test('is told, and forgotten: the same file is heard when it can be read', async () => {
    const library = new Library(join(root, 'gone.db'));
    const path = join(root, 'gone.wav');
    expect(await told(found(path, song.length), library)).toEqual({
      recordings: 0,
      refused: ['is not there'],
    });
    put(path, song);
    expect(await told(found(path, song.length), library)).toEqual({ recordings: 1, refused: [] });
    library.close();
  });

  test('a file that is another by the time it was heard is not taken for the one that was found', async () => {
    const library = new Library(join(root, 'grown.db'));
    const path = join(root, 'grown.wav');
    put(path, song);
    const asFound = found(path, song.length - 100);
    expect(await told(asFound, library)).toEqual({
      recordings: 0,
      refused: ['has changed while it was listened to: the next scan hears it'],
    });
    expect(library.recall(asFound)).toBeUndefined();
    expect(await told(found(path, statSync(path).size), library)).toMatchObject({ recordings: 1 });
    library.close();
  });

  test('what a file is made of stays remembered', async () => {
    const library = new Library(join(root, 'text.db'));
    const path = join(root, 'text.mp3');
    put(path, Buffer.from('no music'));
    await told(found(path, 8), library);
    expect(library.recall(found(path, 8))).toEqual({ refused: expect.stringContaining('not audio') });
    library.close();
  });
});
