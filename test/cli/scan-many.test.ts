import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const program = fileURLToPath(new URL('../../cli/refrain.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'refrain-many-'));
afterAll(() => rmSync(root, { recursive: true }));

const copies = z.array(z.object({ exact: z.boolean() }));
const report = z.object({ groups: z.array(z.object({ copies })) });

test('of a crowd of copies each is held against what is kept, with few files open at once', () => {
  const music = join(root, 'music');
  mkdirSync(music);
  const song = toWav(makeMusic({ seed: 980, seconds: 4, sampleRate: 8000 }));
  for (let i = 0; i < 300; i++) writeFileSync(join(music, `${i}.wav`), song);
  const scan = [process.execPath, program, 'scan', music, '--json', '--library', join(root, 'library.db')];
  const { stdout } = spawnSync('bash', ['-c', 'ulimit -n 100; exec "$@"', 'bash', ...scan], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  const [group] = report.parse(JSON.parse(stdout)).groups;
  expect(group?.copies).toHaveLength(299);
  expect(group?.copies.filter(({ exact }) => !exact)).toEqual([]);
});
