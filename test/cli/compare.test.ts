import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { cut, withNoise } from '../sound/edit.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const launcher = fileURLToPath(new URL('../../cli/refrain.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'refrain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const song = makeMusic({ seed: 61, seconds: 40 });
const file = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const original = file('original.wav', toWav(song));
const copy = file('copy.wav', toWav(withNoise(cut(song, 5), 0.005, 2)));
const text = file('original.txt', `FINGERPRINT=${encodeFingerprint(fingerprintOf(song))}\n`);
const other = file('other.wav', toWav(makeMusic({ seed: 62, seconds: 40 })));
const faster = file('faster.wav', toWav({ ...song, sampleRate: Math.round(song.sampleRate * 1.01) }));

const compare = (...args: string[]) =>
  spawnSync(process.execPath, [launcher, 'compare', ...args], { encoding: 'utf8' });

describe('refrain compare', () => {
  test.each([
    ['two files', original],
    ['a fingerprint and a file', text],
  ])('tells how a copy lies: %s', (_, a) => {
    const { stdout, stderr, status } = compare(a, copy);
    expect(stdout).toMatch(/^similarity {2}0\.[89]/);
    expect(stdout).toMatch(/^offset {6}(4\.9|5\.0)\d s/m);
    expect(stdout).toMatch(/^overlap {5}3[45]\.\d\d s$/m);
    expect(stdout).toMatch(/^speed {7}1\.0000$/m);
    expect(stdout).toMatch(/^duplicate {3}yes$/m);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('knows a copy that runs faster', () => {
    expect(compare(original, faster).stdout).toMatch(/^duplicate {3}yes$/m);
  });

  test('tells why two are not the same', () => {
    const unlike = compare(original, other);
    expect(unlike.stdout).toMatch(/^duplicate {3}no: too many bits differ/m);
    expect(unlike.status).toBe(2);
    const shorter = compare(original, file('start.wav', toWav(cut(song, 0, 18))));
    expect(shorter.stdout).toMatch(/^duplicate {3}no: one has more after it/m);
  });

  test('tells the same as JSON', () => {
    const { stdout, status } = compare(original, other, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ duplicate: false, relation: null, heard_at: 1 });
    expect(JSON.parse(stdout).why).toMatch(/too many bits differ/);
    expect(status).toBe(2);
    expect(JSON.parse(compare(original, copy, '--json').stdout)).toMatchObject({
      duplicate: true,
      why: null,
    });
  });

  test('draws the two', () => {
    const png = join(folder, 'picture.png');
    expect(compare(original, copy, '--png', png).stdout).toMatch(/DIFF +the bits that differ/);
    const bytes = readFileSync(png);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    const pixels = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
    expect(pixels).toHaveLength(height * (3 * width + 1));
    const colours = new Set<string>();
    for (let at = 0; at < width * height; at++) {
      const start = at * 3 + Math.floor(at / width) + 1;
      colours.add(pixels.subarray(start, start + 3).join());
    }
    // Bits, differing bits, and the grey of what was cut.
    for (const colour of ['30,80,170', '205,25,25', '222,222,222']) expect(colours).toContain(colour);
  });

  test.each([
    [[original], /missing required argument 'b'/],
    [[original, join(folder, 'none.mp3')], /there is no file/],
    [[original, file('broken.txt', 'FINGERPRINT=AAAA')], /broken\.txt: /],
    [[original, file('empty.mp3', '')], /is empty/],
    [[original, copy, '--png', join(folder, 'no', 'such.png')], /cannot write/],
  ])('refuses %j', (args, sentence) => {
    const { stderr, status } = compare(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });
});
