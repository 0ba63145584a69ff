import { describe, expect, test } from 'vitest';
import { onDisk } from '#cli/sync/folder-source.ts';
import { FileFailed } from '#cli/sync/outcome.ts';
import { audioIdOf } from '#cli/sync/source.ts';

describe('the id of a file that is sent', () => {
  test.each(['a b/ü # % " 😀.mp3', 'x'.repeat(256), '\u0301'])('is its path: %s', (path) => {
    expect(audioIdOf(Buffer.from(path))).toBe(path);
  });

  test('of a path that is too long or no text is within what a bucket takes, and each has its own', () => {
    const long = (end: string) => Buffer.from(`${'😀'.repeat(200)}${end}`);
    const broken = (byte: number) => Buffer.from([0x61, byte, 0x62]);
    const ids = [long('a'), long('b'), broken(0xfe), broken(0xff), Buffer.from('a\ufffdb')].map(audioIdOf);
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) {
      expect(id.length).toBeLessThanOrEqual(256);
      expect(id.isWellFormed()).toBe(true);
    }
    expect(audioIdOf(long('a'))).toBe(ids[0]);
  });
});

test('a file that is gone or cannot be read fails alone', async () => {
  const path = Buffer.from('/no/such/file.mp3');
  const gone = onDisk({ path, size: 1, modified: 0, inode: '' }, 'a');
  await expect(gone.open()).rejects.toThrow(FileFailed);
  expect(await gone.isAsFound()).toBe(false);
});
