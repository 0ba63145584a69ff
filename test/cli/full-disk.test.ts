import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const program = fileURLToPath(new URL('../../cli/refrain.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'refrain-full-'));
afterAll(() => rmSync(root, { recursive: true }));

// A disk is full for whoever may write no more: files of so many kilobytes at most.
const refrain = (most: number, ...args: string[]) =>
  spawnSync('bash', ['-c', `ulimit -f ${most}; exec "$@"`, 'bash', process.execPath, program, ...args], {
    encoding: 'utf8',
  });

const music = join(root, 'music');
mkdirSync(music);
const song = toWav(makeMusic({ seed: 960, seconds: 4, sampleRate: 8000 }));
// Copies with other bytes, so that the report draws each.
for (let i = 0; i < 12; i++) writeFileSync(join(music, `${i}.wav`), song.with(-1, i));

test.each([
  ['of what was heard', 33, [], /cannot be kept in .*33\.db any more: .* \(is the disk full\?\)$/m],
  ['of the report', 34, ['--html', join(root, 'report.html')], /cannot write .*report\.html: it /],
])('a full disk is told %s in one sentence, and nothing is left half written', (_, most, args, sentence) => {
  // Of the report: what was heard is there already.
  if (args.length > 0) refrain(10_000, 'scan', music, '--library', join(root, `${most}.db`));
  const { stderr, status } = refrain(most, 'scan', music, ...args, '--library', join(root, `${most}.db`));
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(1);
  expect(existsSync(join(root, 'report.html'))).toBe(false);
  expect(readdirSync(root).filter((name) => name.startsWith('.refrain'))).toEqual([]);
});
