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
    [['fingerprint'], /takes one file/],
    [['fingerprint', '--wrong', song], /--wrong/],
    [['fingerprint', launcher], /not audio/],
    [['sing'], /no command "sing"/],
    [[], /name a command/],
  ])('refuses %j', (args, sentence) => {
    const { stdout, stderr, status } = refrain(...args);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('--help says what there is', () => {
    const { stdout, status } = refrain('--help');
    expect(status).toBe(0);
    for (const command of [
      'scan',
      'fingerprint',
      'compare',
      'gateway',
      'token',
      'doctor',
      'repair',
      'reindex',
    ])
      expect(stdout).toMatch(new RegExp(`^  refrain ${command} `, 'm'));
  });
});
