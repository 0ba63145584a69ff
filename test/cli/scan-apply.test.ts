import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { moveByCopy } from '../../cli/scan/move-file.ts';
import { cut, join as joined } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { encodeFlac } from '../sound/encode-flac.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const program = fileURLToPath(new URL('../../cli/refrain.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'refrain-apply-'));
afterAll(() => rmSync(root, { recursive: true }));

const song = makeMusic({ seed: 91, seconds: 40 });
const part = makeMusic({ seed: 92, seconds: 25 });
const files = {
  'kept.flac': await encodeFlac(song),
  'copy.flac': await encodeFlac(song),
  'copy.mp3': await encodeMp3(cut(song, 2), 96),
  'part.wav': toWav(part),
  'whole.wav': toWav(
    joined(makeMusic({ seed: 93, seconds: 30 }), part, makeMusic({ seed: 94, seconds: 30 })),
  ),
};

let nth = 0;
let folder = '';
let log = '';
beforeEach(() => {
  folder = join(root, String(++nth));
  log = join(root, `${nth}.jsonl`);
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
});

const refrain = (...args: string[]) =>
  spawnSync(process.execPath, [program, 'scan', ...args, '--library', join(root, 'library.db')], {
    encoding: 'utf8',
  });
const apply = (...args: string[]) => refrain(folder, '--apply', ...args, '--log', log);
const names = () => readdirSync(folder).sort();
const all = Object.keys(files).sort();
const kept = () => (names().includes('kept.flac') ? 'kept.flac' : 'copy.flac');

describe('refrain scan --apply', () => {
  it.each([
    ['delete'],
    ['hardlink'],
    ['move', '--into', join(root, 'gone')],
  ])('%j does nothing unless sure', (...args) => {
    const { stdout, status } = apply(...args);
    expect(stdout).toContain('2 steps. Nothing was done: add --yes to do it.');
    expect(status).toBe(0);
    expect(names()).toEqual(all);
    expect(existsSync(log)).toBe(false);
  });

  it('moves copies and nothing else, and takes them back', () => {
    const into = join(root, 'moved');
    expect(apply('move', '--into', into, '--yes').stdout).toContain('2 steps done, 0 left alone.');
    expect(names()).toEqual([kept(), 'part.wav', 'whole.wav']);
    expect(readFileSync(join(into, folder, 'copy.mp3'))).toEqual(Buffer.from(files['copy.mp3']));
    expect(refrain('--undo', log).stdout).toContain('2 steps taken back, 0 left alone.');
    expect(names()).toEqual(all);
    expect(refrain('--undo', log).stdout).toContain('0 steps taken back');
  });

  it('deletes copies, and tells at an undo that they stay deleted', () => {
    apply('delete', '--yes');
    expect(names()).toEqual([kept(), 'part.wav', 'whole.wav']);
    const { stderr, status } = refrain('--undo', log);
    expect(stderr).toContain('copy.mp3: is deleted');
    expect(status).toBe(1);
  });

  it('links where the bytes are the same, and leaves another encoding alone', () => {
    const { stdout, stderr } = apply('hardlink', '--yes');
    expect(stdout).toContain('1 step done, 1 left alone.');
    expect(stderr).toContain('copy.mp3 has other bytes than what is kept');
    expect(names()).toEqual(all);
    expect(statSync(join(folder, 'copy.flac')).ino).toBe(statSync(join(folder, 'kept.flac')).ino);
    expect(readFileSync(join(folder, 'copy.mp3'))).toEqual(Buffer.from(files['copy.mp3']));
  });

  it('goes on where a run was killed between the link and its name', () => {
    // Whichever is kept is linked beside the other.
    linkSync(join(folder, 'kept.flac'), join(folder, 'copy.flac.refrain-link'));
    linkSync(join(folder, 'copy.flac'), join(folder, 'kept.flac.refrain-link'));
    expect(apply('hardlink', '--yes').stdout).toContain('1 step done');
    expect(statSync(join(folder, 'copy.flac')).ino).toBe(statSync(join(folder, 'kept.flac')).ino);
  });

  it.each([
    ['hardlink', 1000],
    ['delete', 2_000_000_000],
  ])('%s never takes a link for the file it leads to', (action, time) => {
    const elsewhere = join(root, `elsewhere-${nth}`);
    for (const path of [elsewhere, join(folder, 'links')]) mkdirSync(path);
    renameSync(join(folder, 'kept.flac'), join(elsewhere, 'kept.flac'));
    symlinkSync(`../../elsewhere-${nth}/kept.flac`, join(folder, 'links', 'kept.flac'));
    utimesSync(join(elsewhere, 'kept.flac'), time, time);
    const { stdout } = apply(action, '--keep', 'oldest', '--yes');
    // The linked one is older: the other becomes a link to the file. Or it is newer: it stays, and is no step that was done.
    expect(stdout).toContain('1 step done, 1 left alone.');
    for (const path of [
      join(elsewhere, 'kept.flac'),
      join(folder, 'links/kept.flac'),
      join(folder, 'copy.flac'),
    ])
      expect(readFileSync(path)).toEqual(Buffer.from(files['kept.flac']));
  });

  it('tells at an undo what is in neither place', () => {
    const into = join(root, 'lost');
    apply('move', '--into', into, '--yes');
    rmSync(into, { recursive: true });
    const { stderr, status } = refrain('--undo', log);
    expect(stderr).toContain('copy.mp3: is neither there nor at');
    expect(status).toBe(1);
  });

  it('leaves what of another stands where its link would', () => {
    for (const name of ['kept', 'copy']) writeFileSync(join(folder, `${name}.flac.refrain-link`), 'another');
    expect(apply('hardlink', '--yes').stderr).toContain('copy.flac');
    for (const name of ['kept', 'copy'])
      expect(readFileSync(join(folder, `${name}.flac.refrain-link`), 'utf8')).toBe('another');
  });

  it('by a copy, as over the border of a file system, keeps the time and takes the place of a part', async () => {
    const [from, to] = [join(folder, 'copy.mp3'), join(folder, 'there.mp3')];
    writeFileSync(`${to}.refrain-part`, 'killed in the mid');
    utimesSync(from, 1_700_000_000, 1_700_000_000.123);
    const before = statSync(from);
    chmodSync(from, 0o444);
    await moveByCopy(Buffer.from(from), Buffer.from(to));
    expect(Math.floor(statSync(to).mtimeMs)).toBe(Math.floor(before.mtimeMs));
    expect(readFileSync(to)).toEqual(Buffer.from(files['copy.mp3']));
    expect(names()).toEqual([...all.filter((name) => name !== 'copy.mp3'), 'there.mp3'].sort());
  });

  it('overwrites nothing that is where a copy would go', () => {
    const into = join(root, 'taken');
    mkdirSync(join(into, folder), { recursive: true });
    writeFileSync(join(into, folder, 'copy.mp3'), 'another');
    const { stderr, status } = apply('move', '--into', into, '--yes');
    expect(stderr).toContain('copy.mp3 finds another file at');
    expect(status).toBe(1);
    expect(readFileSync(join(into, folder, 'copy.mp3'), 'utf8')).toBe('another');
    expect(names()).toContain('copy.mp3');
  });

  it('does not write over an older log', () => {
    writeFileSync(log, 'older');
    expect(apply('delete', '--yes').stderr).toContain('it is there already');
    expect(names()).toEqual(all);
    expect(readFileSync(log, 'utf8')).toBe('older');
  });
});
