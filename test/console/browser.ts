import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { CHROMIUM } from './chromium.ts';

/** How long what is looked for again and again may take on a busy machine. */
export const patient = { timeout: 30_000 };

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM && { executablePath: CHROMIUM }),
    // Root has no sandbox; what is opened is ours.
    args: ['--no-sandbox'],
  });

export const consoleAt = (region = 'eu-west-1') => `${inject('endpoints')[region]}/console`;

/** A page of the console, and what it complained of: a policy that was broken, a script that failed. */
export async function openConsole(
  within: { newPage: (options?: BrowserContextOptions) => Promise<Page> },
  options?: BrowserContextOptions,
) {
  const page = await within.newPage(options);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Of an answer that is a refusal the browser itself tells.
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:') complaints.push(`asked ${request.url()}`);
  });
  await page.goto(consoleAt());
  return { page, complaints };
}

export async function signIn(page: Page, token: string, where: 'tab' | 'browser' = 'tab'): Promise<void> {
  await page.getByLabel('Token').fill(token);
  if (where === 'browser') await page.getByLabel('Keep it in this browser').check();
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('heading', { name: 'Buckets' }).waitFor();
}

/** What axe finds wrong of the page as it is. */
export async function findings(page: Page): Promise<string[]> {
  // In the debugger's own world, which no policy of the page rules.
  await page.evaluate(`${axe.source}; 0`);
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
  );
  return Array.isArray(found) ? found.map(String) : [String(found)];
}
