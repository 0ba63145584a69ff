import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newBucket, succeed } from '../api/client.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { openBrowser, openConsole, patient, signIn } from './browser.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  const [song, other] = [1313, 1314].map((seed) => makeMusic({ seed, seconds: 12 }));
  if (!song || !other) return;
  folder = join(await mkdtemp(join(tmpdir(), 'refrain-console-')), 'Album');
  await mkdir(join(folder, 'CD 2'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'Ein Lied.wav'), toWav(song)),
    writeFile(join(folder, 'copy.mp3'), await encodeMp3(song)),
    writeFile(join(folder, 'CD 2', '#2 "other" 🎵.wav'), toWav(other)),
    writeFile(join(folder, 'cover.jpg'), 'no picture'),
  ]);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

describe('the way in', () => {
  it('an unknown token is refused by a sentence, a known one stays in the tab', async () => {
    const context = await browser.newContext();
    const { page, complaints } = await openConsole(context);
    await page.getByLabel('Token').fill('rf1_none');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('Nobody is known by this token').waitFor();
    await signIn(page, inject('token'));
    await page.reload();
    await page.getByRole('heading', { name: 'Buckets' }).waitFor();
    const another = await openConsole(context);
    await another.page.getByLabel('Token').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('a token that is to be kept is there in the next tab, until one leaves', async () => {
    const context = await browser.newContext();
    const { page } = await openConsole(context);
    await signIn(page, inject('token'), 'browser');
    const next = await openConsole(context);
    await next.page.getByRole('heading', { name: 'Buckets' }).waitFor();
    await next.page.getByRole('button', { name: 'Leave' }).click();
    await next.page.getByLabel('Token').waitFor();
    const last = await openConsole(context);
    await last.page.getByLabel('Token').waitFor();
    await context.close();
  });
});

async function openBucket(): Promise<{ page: Page; bucketId: number; complaints: string[] }> {
  const bucketId = await newBucket('File');
  const { page, complaints } = await openConsole(browser);
  await signIn(page, inject('token'));
  await page.goto(`${page.url()}#/buckets/${bucketId}`);
  return { page, bucketId, complaints };
}

const titles = async (bucketId: number) =>
  (await succeed('listFiles', { bucket_id: bucketId })).data.map(({ title }) => title).toSorted();

describe('a bucket of files', () => {
  it('takes a folder, shows its files and changes them', async () => {
    const { page, bucketId, complaints } = await openBucket();
    await page.getByLabel('a folder').setInputFiles(folder);
    await page.getByText('3 of 3 files sent.', { exact: true }).waitFor();
    await page.getByText('1 file that lay beside them: left out.').waitFor();
    await expect.poll(() => page.locator('.state.ready').count(), patient).toBe(3);

    await page.getByRole('button', { name: 'copy', exact: true }).click();
    await page.getByLabel('Title', { exact: true }).fill('a copy');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'a copy', exact: true }).waitFor();
    expect(await titles(bucketId)).toEqual(['#2 "other" 🎵', 'Ein Lied', 'a copy']);

    await page.getByRole('button', { name: 'More of a copy' }).click();
    await page.getByLabel('Metadata').fill('{"isrc": ');
    await page.getByRole('button', { name: 'Save metadata' }).click();
    await page.getByText('Metadata must be a JSON object').waitFor();
    await page.getByLabel('Metadata').fill('{"isrc": "GBAAA2400001"}');
    await page.getByRole('button', { name: 'Save metadata' }).click();
    await page.getByText('Saved.').waitFor();
    const { data } = await succeed('listFiles', { bucket_id: bucketId }, { query: '?search=a copy' });
    expect(data[0]?.user_defined).toEqual({ isrc: 'GBAAA2400001' });
    expect(data[0]?.audio_id).toBe('Album/copy.mp3');

    await page.getByRole('button', { name: 'Play a copy' }).click();
    await expect
      .poll(() => page.evaluate("document.querySelector('audio').currentTime"), patient)
      .toBeGreaterThan(0);
    await page.getByLabel('Search titles').fill('lied');
    await page.getByText('1 file of those asked for').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('sends what is dropped, and goes on after the line broke', async () => {
    const { page, bucketId } = await openBucket();
    let tries = 0;
    await page.route(isPut, (route) => (tries++ === 0 ? route.abort('connectionreset') : route.continue()));
    await drop(page, ['one.wav']);
    await page.getByText('1 of 1 file sent.', { exact: true }).waitFor();
    expect(tries).toBe(2);
    expect(await titles(bucketId)).toEqual(['one']);
    await page.close();
  });

  it('goes on after a reload, and sends nothing twice', async () => {
    const { page, bucketId } = await openBucket();
    page.on('dialog', (dialog) => dialog.accept());
    let puts = 0;
    let isReloaded = false;
    // The first comes through; of the second the announcement alone.
    await page.route(isPut, (route) => (puts++ === 0 || isReloaded ? route.continue() : undefined));
    await drop(page, ['one.wav', 'two.wav']);
    await page.getByText('1 of 2 files sent').waitFor();
    await expect.poll(() => puts, patient).toBe(2);
    await page.reload();
    isReloaded = true;
    await drop(page, ['one.wav', 'two.wav']);
    await page.getByText('2 of 2 files sent.', { exact: true }).waitFor();
    expect(await titles(bucketId)).toEqual(['one', 'two']);
    expect(puts).toBe(3);
    await page.close();
  });
});

const isPut = (url: URL) => url.pathname.includes('/inbox/');

async function drop(page: Page, names: readonly string[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const name of ${JSON.stringify(names)})
      transfer.items.add(new File([new Uint8Array(5000)], name, { lastModified: 1 }));
    return transfer;
  })()`);
  await page.getByText('Drop audio files or folders here').dispatchEvent('drop', { dataTransfer });
}
