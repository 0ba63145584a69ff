import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { asFile, newBucket, settled, succeed } from '../api/client.ts';
import { cut, louder } from '../sound/edit.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { consoleAt, findings, openBrowser, openConsole, patient, signIn } from './browser.ts';

const song = makeMusic({ seed: 1317, seconds: 30 });

let browser: Browser;
let files: number;
let dedup: number;
let stranger: string;
beforeAll(async () => {
  [files, dedup] = [await newBucket('File'), await newBucket('DedupFile')];
  const multipart = { file: asFile(toWav(song), 'a song.wav') };
  const { data } = await succeed('addFile', { bucket_id: files }, { multipart });
  await settled(files, data.id);
  for (const [id, pcm] of [
    ['original', song],
    ['copy', louder(song, 0.6)],
  ] as const) {
    const fingerprint = encodeFingerprint(fingerprintOf(pcm));
    await succeed('addDedupFile', { bucket_id: dedup }, { json: { id, fingerprint } });
  }
  const json = { name: 'stranger', scopes: ['admin'], uid: 1317 };
  stranger = (await succeed('createToken', {}, { json })).data.token;
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** Every view, with what it shows when it is there. */
const views = () => [
  { place: '', shows: 'audio files' },
  { place: `buckets/${files}`, shows: 'a song' },
  { place: `buckets/${files}/identify`, shows: 'Drop a clip' },
  { place: `buckets/${files}/dump`, shows: 'Download it' },
  { place: `buckets/${dedup}`, shows: '2 track ids' },
  { place: 'duplicates', shows: 'the same bytes' },
  { place: 'day', shows: 'Failed' },
  { place: 'tokens', shows: 'never' },
];

const go = async (page: Page, place: string, shows: string) => {
  await page.goto(`${consoleAt()}#/${place}`);
  await page.getByText(shows).first().waitFor();
};

describe('every view', () => {
  it.each([
    ['wide, by day', { viewport: { width: 1280, height: 800 } }],
    ['on a phone, by night', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
  ] as const)('%s: axe finds nothing, no policy is broken, nothing leaves the page', async (_, options) => {
    const { page, complaints } = await openConsole(browser, options);
    expect(await findings(page)).toEqual([]);
    await signIn(page, inject('token'));
    for (const { place, shows } of views()) {
      await go(page, place, shows);
      expect(await findings(page), place).toEqual([]);
      const { scroll, width }: { scroll: number; width: number } = await page.evaluate(
        '({ scroll: document.documentElement.scrollWidth, width: innerWidth })',
      );
      expect(scroll, place).toBeLessThanOrEqual(width);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('by keyboard alone', () => {
  it('one comes from the heading, which has the focus, to each view and into a file', async () => {
    const { page } = await openConsole(browser);
    await page.keyboard.press('Tab');
    await page.keyboard.type(inject('token'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Buckets' }).waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent');
    await expect.poll(focused, patient).toBe('Buckets');
    await page.getByRole('link', { name: 'Tokens' }).press('Enter');
    await page.getByRole('heading', { name: 'Tokens' }).waitFor();
    await expect.poll(focused, patient).toBe('Tokens');
    await go(page, `buckets/${files}`, 'a song');
    await page.getByRole('button', { name: 'a song', exact: true }).press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.value'), patient).toBe('a song');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'a song', exact: true }).waitFor();
    await page.close();
  });
});

describe('a clip', () => {
  it('dropped on a bucket tells where it sounds', async () => {
    const { page } = await openConsole(browser);
    await signIn(page, inject('token'));
    await go(page, `buckets/${files}/identify`, 'Drop a clip');
    const buffer = Buffer.from(toWav(cut(song, 10, 22)));
    await page.getByLabel('a clip').setInputFiles({ name: 'clip.wav', mimeType: 'audio/wav', buffer });
    await page.getByText('clip.wav sounds in:').waitFor();
    const row = page.getByRole('row', { name: /a song/ });
    expect(await row.textContent()).toMatch(/excerpt0:(09|10|11)/);
    await page.close();
  });
});

describe('another account', () => {
  it('sees nothing of ours, whatever address it knows', async () => {
    const { page } = await openConsole(browser);
    await signIn(page, stranger);
    await page.getByText('There are none.').waitFor();
    await go(page, `buckets/${files}`, 'No such bucket.');
    await go(page, `buckets/${dedup}`, 'No such bucket.');
    await go(page, 'duplicates', 'Nothing is stored twice');
    await go(page, 'day', 'No file came');
    await go(page, 'tokens', 'stranger');
    expect(await page.getByRole('row').count()).toBe(2);
    await page.close();
  });
});
