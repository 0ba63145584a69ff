import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFile, settled, succeed } from '../api/client.ts';
import { cut, louder } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { findings, openBrowser, openConsole, patient, signIn } from './browser.ts';

const SECONDS_CUT = 4;

let browser: Browser;
let token: string;
let bucketId: number;
/** An account of its own: other tests' files are no duplicates here. */
beforeAll(async () => {
  const json = { name: 'duplicates', scopes: ['admin'], uid: 1313 };
  token = (await succeed('createToken', {}, { json })).data.token;
  const bucket = { name: 'Twice', type: 'File', region: 'eu-west-1' };
  bucketId = (await succeed('createBucket', {}, { token, json: bucket })).data.id;
  const [song, other] = [1315, 1316].map((seed) => makeMusic({ seed, seconds: 40 }));
  if (!song || !other) return;
  await add(toWav(song), 'song.wav');
  await add(await encodeMp3(louder(cut(song, SECONDS_CUT), 0.7)), 'song, cut.mp3');
  await add(toWav(other), 'other.wav');
  await add(toWav(other), 'other again.wav');
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function add(bytes: Uint8Array, name: string): Promise<void> {
  const sent = { token, multipart: { file: asFile(bytes, name) } };
  const { data } = await succeed('addFile', { bucket_id: bucketId }, sent);
  await settled(bucketId, data.id, token);
}

const titles = async () =>
  (await succeed('listFiles', { bucket_id: bucketId }, { token })).data.map(({ title }) => title).toSorted();

async function openDuplicates(): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openConsole(browser);
  await signIn(opened.page, token);
  await opened.page.getByRole('link', { name: 'Duplicates' }).click();
  await opened.page.getByText('2 groups of 4 files').waitFor();
  return opened;
}

describe('duplicates', () => {
  it('tell which copy is kept and why the others are copies, to be seen and heard', async () => {
    const { page, complaints } = await openDuplicates();
    await page.getByLabel('Keep song', { exact: true }).and(page.locator(':checked')).waitFor();
    await page.getByText(/% alike, begins (3\.9|4\.0) s after it, 0:36 in common/).waitFor();
    await page.getByRole('button', { name: 'Compare song, cut' }).click();
    await page.getByRole('img', { name: /of the bits differ where both sound/ }).waitFor();
    const isDrawn = `(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, i) => i % 4 === 3 && value > 0) && canvas.width > 300;
    })()`;
    await expect.poll(() => page.evaluate(isDrawn), patient).toBe(true);
    await page.getByLabel('At').fill('6');
    await page.getByRole('button', { name: 'Play both in step' }).click();
    const apart = `(() => {
      const [kept, other] = document.querySelectorAll('.in-step audio');
      return kept.paused || other.paused || kept.currentTime < 6.5 ? undefined : kept.currentTime - other.currentTime;
    })()`;
    await expect.poll(() => page.evaluate(apart), patient).toBeCloseTo(SECONDS_CUT, 0);
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are deleted several at once, and not before a second thought', async () => {
    const { page, complaints } = await openDuplicates();
    for (const name of ['song', 'other'])
      await page
        .getByRole('article', { name: new RegExp(`^Group of ${name}`) })
        .getByRole('button', { name: 'Mark the others for deletion' })
        .click();
    await page.getByText(/^Marked: 2 files/).waitFor();
    await page.getByRole('button', { name: 'Delete them' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^Marked: 2 files/).waitFor();
    expect(await titles()).toHaveLength(4);

    await page.getByRole('button', { name: 'Delete them' }).click();
    await page.getByRole('button', { name: 'Now' }).click();
    await page.getByText(/^Deleted: 2 files/).waitFor();
    await page.getByText('Nothing is stored twice in this region.').waitFor();
    expect(await titles()).toEqual(['other', 'song']);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
