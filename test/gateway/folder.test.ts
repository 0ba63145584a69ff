import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Folder } from '#gateway/folder.ts';

it('is made anew as often as another gateway, which ends, takes it away', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'refrain-folder-'));
  const [working, ending] = [new Folder(parent, 1), new Folder(parent, 1)];
  for (let i = 0; i < 100; i++) {
    const removing = Array.from({ length: 5 }, () => ending.remove());
    const [file] = await Promise.all([working.open(), ...removing]);
    expect((await file.stat()).size).toBe(0);
    await file.close();
  }
  await rm(parent, { recursive: true });
});
