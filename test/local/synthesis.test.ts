import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { synthesise } from '#local/synthesis.ts';

const folder = mkdtempSync(join(tmpdir(), 'refrain-synthesis-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('what a killed run still synthesises does not disturb the next', async () => {
  const context = { regions: 'eu-west-1' };
  const several = Array.from({ length: 4 }, async (_, i) => {
    await delay(200 * i);
    return synthesise(folder, context);
  });
  for (const templates of await Promise.all(several)) expect(templates).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});
