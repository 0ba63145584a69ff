import { describe, expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { toAiff } from '../../sound/aiff.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { bitErrors, fingerprintOf } from '../../sound/fingerprint.ts';
import { toMov } from '../../sound/mov.ts';
import { makeMusic } from '../../sound/music.ts';
import { randomNumbers } from '../../sound/random.ts';
import { withSkeleton } from '../../sound/skeleton.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const music = makeMusic({ seed: 91, seconds: 10, sampleRate: 48_000, channels: 2 });
const words = fingerprintOf(music);
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const hear = (...parts: Uint8Array[]) => listen(sourceOf(joined(...parts)));

/** An ID3v2 tag with a body of that many bytes. */
function tag(size: number): Uint8Array {
  const bytes = new Uint8Array(10 + size).fill(0x41);
  bytes.set([
    0x49,
    0x44,
    0x33,
    4,
    0,
    0,
    (size >> 21) & 127,
    (size >> 14) & 127,
    (size >> 7) & 127,
    size & 127,
  ]);
  return bytes;
}

describe('tags in front of any format', () => {
  test.each([
    ['wav', async () => toWav(music)],
    ['aiff', async () => toAiff(music)],
    ['mov', async () => toMov(music, 'sowt')],
    ['flac', () => encodeFlac(music)],
    ['ogg vorbis', () => encodeOgg(music)],
    ['opus in webm', () => encodeOpus(music, 'webm')],
    ['opus in mp4', () => encodeOpus(music, 'mp4')],
    ['mp3', () => encodeMp3(music)],
  ])('%s', async (_, encode) => {
    const heard = await hear(tag(2000), new Uint8Array(300), tag(70_000), await encode());
    expect(heard.duration).toBeCloseTo(10, 0);
    expect(bitErrors(heard.words, words)).toBeLessThan(0.05);
  });

  test('a tag of 17 MB', async () => {
    expect((await hear(tag(17_000_000), toWav(music))).words).toEqual(words);
  });
});

describe('mov', () => {
  test('plain samples in one chunk', async () => {
    expect((await hear(toMov(music, 'sowt'))).words).toEqual(words);
  });

  test('µ-law', async () => {
    const heard = await hear(toMov(music, 'ulaw'));
    expect(heard.duration).toBeCloseTo(10, 3);
    expect(bitErrors(heard.words, words)).toBeLessThan(0.02);
  });

  test('a second track is read when the first cannot be', async () => {
    expect((await hear(toMov(music, 'sowt', 'Qclp'))).words).toEqual(words);
  });
});

/** Changes numbers of a WAV's `fmt ` chunk, which begins at 20. */
function wavWith(bytes: Uint8Array, fields: Readonly<Record<number, number>>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of Object.entries(fields))
    new DataView(copy.buffer).setUint16(20 + Number(at), value, true);
  return copy;
}

describe('wav', () => {
  test('samples that lie in more bytes than their bits need', async () => {
    const narrow = wavWith(toWav(music), { 14: 12 });
    expect((await hear(narrow)).words).toEqual(words);
  });

  test('sizes of RF64 and BW64 are those of ds64', async () => {
    for (const name of ['RF64', 'BW64']) {
      const wav = toWav(music);
      const long = Buffer.alloc(8 + 28);
      long.write('ds64', 0, 'latin1');
      long.writeUInt32LE(28, 4);
      long.writeBigUInt64LE(BigInt(wav.length - 44), 16);
      const head = wav.slice(0, 12);
      head.set(Buffer.from(name), 0);
      const rest = wav.slice(12);
      rest.fill(255, 28, 32);
      const junk = Buffer.concat([Buffer.from('junk\x64\0\0\0', 'latin1'), Buffer.alloc(100, 0x55)]);
      const heard = await hear(head, long, rest, junk);
      expect(heard.words).toEqual(words);
      expect(heard.duration).toBeCloseTo(10, 5);
    }
  });

  test('an mp3 in it', async () => {
    const mp3 = await encodeMp3(music);
    const header = wavWith(toWav(music).slice(0, 44), { 0: 0x55 });
    new DataView(header.buffer).setUint32(40, mp3.length, true);
    const heard = await hear(header, mp3);
    expect(heard.audio?.format).toBe('mp3');
    expect(bitErrors(heard.words, words)).toBeLessThan(0.05);
  });
});

test('an ogg with a Skeleton beside its sound', async () => {
  const ogg = await encodeOgg(music);
  const heard = await hear(withSkeleton(ogg));
  expect(heard.words).toEqual((await hear(ogg)).words);
  expect(heard.audio?.notice).toBeNull();
});

test('surround is mixed as fpcalc mixes it, without the low frequencies', async () => {
  const [left = new Float32Array(0), right = new Float32Array(0)] = music.channels;
  const rumble = Float32Array.from(left, (_, i) => Math.sin(i / 40) * 0.9);
  const none = new Float32Array(left.length);
  const six = { channels: [left, right, none, rumble, none, none], sampleRate: music.sampleRate };
  const heard = await hear(toWav(six));
  expect(heard.audio?.channels).toBe(6);
  expect(bitErrors(heard.words, words)).toBeLessThan(0.02);
});

/** Three frames of layer III that do not tell their length, 523 and 522 bytes long. */
const freeFormat = [523, 522, 523].map((length) => '\xff\xfb\x00\x44'.padEnd(length, 'x')).join('');

describe('what is no audio is refused by its name, or as unknown', () => {
  const random = randomNumbers(9);
  /** A program-like file: a known beginning, then code in which some bytes look like frames of mp3. */
  const code = Uint8Array.from({ length: 300_000 }, () => (random() < 0.3 ? 0xff : random() * 256));

  test.each([
    ['\x7fELF', 'a program'],
    ['MZ', 'a program'],
    ['\x00\x00\x01\xba', 'an MPEG video'],
    ['MAC ', "a Monkey's Audio file"],
    ['\x0b\x77\0\0\0\x80', 'an E-AC-3 file'],
    ['PK\x03\x04', 'a zip archive'],
    ['RIFX', 'a RIFX file, a wav in the other order of bytes'],
    ['NIST_1A\n', 'a NIST SPHERE file'],
    ['Creative Voice File', 'a Creative Voice file (voc)'],
    [freeFormat, 'an mp3 of free format'],
  ])('%j', async (beginning, name) => {
    await expect(hear(Buffer.from(beginning, 'latin1'), code)).rejects.toThrow(
      `The file is ${name}, which Refrain does not read: send flac or wav`,
    );
  });

  test('three frames of mp3 do not make a file one', async () => {
    const mp3 = await encodeMp3(music);
    const noise = code.map((byte) => byte & 0x7f);
    await expect(hear(mp3.subarray(0, 40_000), noise)).rejects.toThrow('not audio in a known format');
  });
});
