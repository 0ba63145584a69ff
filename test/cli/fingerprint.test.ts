import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeFingerprint, readFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const launcher = fileURLToPath(new URL('../../cli/refrain.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'refrain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const music = makeMusic({ seed: 51, seconds: 6.5 });
const words = fingerprintOf(music);
const song = join(folder, 'song.wav');
writeFileSync(song, toWav(music));

const refrain = (...args: string[]) => spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });

describe('refrain fingerprint', () => {
  test('prints what fpcalc prints', () => {
    const { stdout, stderr, status } = refrain('fingerprint', song);
    expect(stdout).toBe(`DURATION=6\nFINGERPRINT=${encodeFingerprint(words)}\n`);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test.each([['--raw'], ['--json'], ['--raw', '--json']])('%s %s', (...flags) => {
    const { stdout } = refrain('fingerprint', ...flags, song);
    const read = readFingerprint(stdout);
    expect(read.words).toEqual(words);
    expect(read.duration).toBe(flags.includes('--json') ? 6.5 : 6);
  });

  test.each([
    [['fingerprint', join(folder, 'none.mp3')], /there is no file/],
    [['fingerprint', folder], /is not a file/],
    [['fingerprint'], /missing required argument 'file'/],
    [['fingerprint', '--wrong', song], /--wrong/],
    [['fingerprint', launcher], /not audio/],
    [['sing'], /unknown command 'sing'/],
  ])('refuses %j', (args, sentence) => {
    const { stdout, stderr, status } = refrain(...args);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('of several files prints each with its name, and says which cannot be read', () => {
    const none = join(folder, 'none.mp3');
    const { stdout, stderr, status } = refrain('fingerprint', '--json', song, none, song);
    const printed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(printed).toMatchObject([{ file: song, duration: 6.5 }, { file: song }]);
    expect(stderr).toBe(`refrain: there is no file ${none}\n`);
    expect(status).toBe(1);
  });

  test('reads the standard input', () => {
    const { stdout } = spawnSync(process.execPath, [launcher, 'fingerprint', '-'], { input: toWav(music) });
    expect(String(stdout)).toBe(`DURATION=6\nFINGERPRINT=${encodeFingerprint(words)}\n`);
  });
});
