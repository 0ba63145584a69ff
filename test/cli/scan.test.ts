import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cut, join as joined } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { encodeFlac } from '../sound/encode-flac.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';

const program = fileURLToPath(new URL('../../cli/refrain.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'refrain-scan-'));
afterAll(() => rmSync(root, { recursive: true }));

const song = makeMusic({ seed: 71, seconds: 40 });
const other = makeMusic({ seed: 72, seconds: 30 });
const flac = await encodeFlac(song);
const mp3 = await encodeMp3(cut(song, 3), 96);
const otherWav = toWav(other);
const long = toWav(joined(makeMusic({ seed: 73, seconds: 30 }), other, makeMusic({ seed: 74, seconds: 30 })));

/** Clicks, of which a fingerprint tells nothing: every so many seconds. */
const clicks = (every: number) => {
  const sampleRate = 22_050;
  const clickAt = (at: number) => (at < 0.01 ? 0.8 * Math.sin(2 * Math.PI * 900 * at) * (1 - at / 0.01) : 0);
  const plane = Float32Array.from({ length: 14 * sampleRate }, (_, i) => clickAt((i / sampleRate) % every));
  return toWav({ channels: [plane], sampleRate });
};

let nth = 0;
let folder = '';
let library = '';
beforeEach(() => {
  folder = join(root, `music ${++nth}`);
  library = join(root, `library ${nth}.db`);
  mkdirSync(folder);
});

function put(name: string | Buffer, bytes: Uint8Array | string): string {
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);
  mkdirSync(dirname(path.toString()), { recursive: true });
  writeFileSync(path, bytes);
  return path.toString();
}

function scan(...args: string[]) {
  const options = ['scan', ...args, '--library', library];
  return spawnSync(process.execPath, [program, ...options], { encoding: 'utf8', cwd: root });
}

const file = z.object({ path: z.string(), path_base64: z.string().optional(), format: z.string() });
const match = file.extend({
  relation: z.string(),
  exact: z.boolean(),
  similarity: z.number(),
  offset: z.number(),
});
const group = z.object({ keep: file, copies: z.array(match), related: z.array(match), bytes: z.number() });
const report = z.object({
  recordings: z.number(),
  copies: z.number(),
  bytes: z.number(),
  refused: z.array(z.object({ path: z.string(), why: z.string() })),
  groups: z.array(group),
});
function reported(...args: string[]) {
  const { stdout, stderr } = scan(...args, '--json');
  expect(stderr).toBe('');
  return report.parse(JSON.parse(stdout));
}
const names = (files: readonly { path: string }[]) => files.map(({ path }) => path.slice(folder.length + 1));

describe('refrain scan', () => {
  it('tells copies, the best to be kept, and what is only related to it', () => {
    put('a/song.mp3', mp3);
    put('b/ü # % "\' 😀.flac', flac);
    put('other.wav', otherWav);
    put('long.wav', long);
    put('alone.wav', toWav(makeMusic({ seed: 75, seconds: 20 })));
    const { recordings, copies, bytes, groups, refused } = reported(folder);
    expect({ recordings, copies, bytes, refused }).toEqual({
      recordings: 5,
      copies: 1,
      bytes: mp3.length,
      refused: [],
    });
    const [first, second, ...more] = groups;
    expect(more).toEqual([]);
    expect(names([first?.keep ?? { path: '' }])).toEqual(['b/ü # % "\' 😀.flac']);
    expect(names(first?.copies ?? [])).toEqual(['a/song.mp3']);
    expect(first?.copies[0]).toMatchObject({ relation: 'same', exact: false, format: 'mp3' });
    expect(first?.copies[0]?.offset).toBeCloseTo(3, 0);
    expect(names([second?.keep ?? { path: '' }])).toEqual(['long.wav']);
    expect(second?.related).toMatchObject([{ path: join(folder, 'other.wav'), relation: 'excerpt' }]);
  });

  it('tells sounds apart of which a fingerprint tells nothing, also when it remembers them', () => {
    put('clicks.wav', clicks(0.3));
    put('faster.wav', clicks(0.37));
    put('again.wav', clicks(0.3));
    for (const time of ['first', 'second']) {
      const { copies, groups } = reported(folder);
      expect({ time, copies }).toEqual({ time, copies: 1 });
      expect(groups.flatMap(({ keep, copies }) => names([keep, ...copies])).sort()).toEqual([
        'again.wav',
        'clicks.wav',
      ]);
    }
  });

  it('keeps the oldest, or the shortest path, where asked', () => {
    const deep = put('deep/er/song.flac', flac);
    const short = put('s.mp3', mp3);
    utimesSync(deep, 1_000_000_000, 1_000_000_000);
    const kept = (...args: string[]) => reported(folder, ...args).groups[0]?.keep.path;
    expect(kept('--keep', 'oldest')).toBe(deep);
    expect(kept('--keep', 'shortest-path')).toBe(short);
    utimesSync(short, 900_000_000, 900_000_000);
    expect(kept('--keep', 'oldest')).toBe(short);
  });

  it('listens only to what is new or changed', () => {
    const path = put('song.flac', flac);
    put('copy.flac', flac);
    // Whole seconds: parts of a millisecond cannot be set again as they were.
    const time = 1_700_000_000;
    utimesSync(path, time, time);
    expect(reported(folder).copies).toBe(1);
    // Other bytes of the same size and time: it is remembered as it was.
    writeFileSync(path, new Uint8Array(flac.length));
    utimesSync(path, time, time);
    expect(reported(folder).copies).toBe(1);
    utimesSync(path, time, time + 5);
    expect(reported(folder)).toMatchObject({ copies: 0, refused: [{ path }] });
  });

  it('goes through links in circles, junk, empty files and names that are no text, each file once', () => {
    put('song.flac', flac);
    put(Buffer.from([0x62, 0x61, 0x64, 0xff, 0x2e, 0x66, 0x6c, 0x61, 0x63]), flac);
    put(`${'long name '.repeat(20)}.flac`, flac);
    put('loop', '');
    symlinkSync('.', join(folder, 'round'));
    linkSync(join(folder, 'song.flac'), join(folder, 'the same file.flac'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    put('zero.mp3', '');
    put('notes.txt', 'no music');
    const { copies, refused, groups } = reported(folder, join(folder, 'song.flac'));
    expect(copies).toBe(2);
    expect(groups[0]?.copies.every(({ exact }) => exact)).toBe(true);
    expect(names(refused)).toEqual(['dangling', 'loop', 'notes.txt', 'zero.mp3']);
  });

  it('goes on where it was after a kill -9, and comes to the same', async () => {
    for (let i = 0; i < 12; i++) put(`${i}.wav`, toWav(makeMusic({ seed: 80 + (i % 6), seconds: 60 })));
    const child = spawn(process.execPath, [program, 'scan', folder, '--library', library]);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (!existsSync(library) || statSync(`${library}-wal`, { throwIfNoEntry: false })?.size === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await ended;
    expect(reported(folder)).toMatchObject({ recordings: 12, copies: 6, refused: [] });
  });

  it.each([
    [[], 'name a folder'],
    [['nowhere'], 'nowhere is not there'],
    [['.', '--keep', 'all'], "'all' is invalid. Allowed choices are best, oldest, shortest-path"],
    [['.', '--apply', 'burn'], "'burn' is invalid. Allowed choices are move, delete, hardlink"],
    [['.', '--apply', 'move'], '--apply move takes --into DIR'],
    [['.', '--threads', '0'], 'It takes a number from 1 to 1024'],
    [['--undo', 'nolog'], 'the log nolog is not there'],
  ])('%j: says what is wrong', (args, sentence) => {
    const { stderr, status } = scan(...args);
    expect(stderr).toContain(sentence);
    expect(status).toBe(1);
  });
});

describe('a report', () => {
  it('is a page that needs nothing from elsewhere, and takes no name for markup', () => {
    put('<script>alert(1)</script>.flac', flac);
    put('song.mp3', mp3);
    const page = join(root, 'report.html');
    scan(folder, '--html', page);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('&lt;/script&gt;.flac');
    expect(html).not.toContain('<script');
    expect(html).toContain('src="data:image/png;base64,');
    expect(html.match(/(src|href)="(?!data:|file:)/g)).toBeNull();
    expect(html).toContain('%3Cscript%3E');
  });

  it('tells programs a path as it is, and people without what would move the cursor or turn the text', () => {
    put('line\nbreak\u202egpj.flac', flac);
    put(Buffer.from('bad\xff.flac', 'latin1'), flac);
    put('zero\n.mp3', '');
    const { groups, refused } = reported(folder);
    const [{ keep, copies } = { keep: undefined, copies: [] }] = groups;
    const paths = [keep, ...copies].map((each) => [each?.path, each?.path_base64]);
    expect(paths.sort()).toEqual([
      [join(folder, 'bad\ufffd.flac'), Buffer.from(`${folder}/bad\xff.flac`, 'latin1').toString('base64')],
      [join(folder, 'line\nbreak\u202egpj.flac'), undefined],
    ]);
    expect(refused.map(({ path }) => path)).toEqual([join(folder, 'zero\n.mp3')]);
    const { stdout } = scan(folder);
    expect(stdout).toContain(join(folder, 'line?break?gpj.flac'));
    expect(stdout).toContain(join(folder, 'zero?.mp3'));
    expect(scan(folder, '--csv').stdout).toContain('bad\ufffd.flac');
  });

  it('is CSV with a line a file, where no name becomes a formula', () => {
    put('song.flac', flac);
    put('=1+1, "quoted".flac', flac);
    const { stdout } = scan(folder, '--csv');
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    expect(head?.split(',').slice(0, 4)).toEqual(['group', 'role', 'path', 'format']);
    expect(rows).toHaveLength(2);
    expect(stdout).toContain(`"${join(folder, '=1+1, ""quoted"".flac')}"`);
  });
});
