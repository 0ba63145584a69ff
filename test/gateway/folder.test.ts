import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Folder } from '#gateway/folder.ts';

it('is made anew as often as another gateway, which ends, takes it away', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'refrain-folder-'));
  const [working, ending] = [new Folder(parent, 1), new Folder(parent, 1)];
  let isDone = false;
  const removing = (async () => {
    while (!isDone) await ending.remove();
  })();
  for (let i = 0; i < 500; i++) {
    const file = await working.open();
    expect((await file.stat()).size).toBe(0);
    await file.close();
  }
  isDone = true;
  await removing;
  await rm(parent, { recursive: true });
});
