import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { headerDuration } from '#media/headers/header.ts';
import { listen } from '#media/listen.ts';
import { cut, silence } from '../sound/edit.ts';
import { encodeMp3, encodeOgg } from '../sound/encode.ts';
import { encodeOpus } from '../sound/encode-opus.ts';
import { makeMusic } from '../sound/music.ts';
import { toPlainFlac } from '../sound/plain-flac.ts';
import { sourceOf } from '../sound/source.ts';
import { toWav } from '../sound/wav.ts';

const music = makeMusic({ seed: 31, seconds: 10, sampleRate: 44_100, channels: 2 });

/** The sentence with which bytes are refused. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await listen(sourceOf(bytes)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnusableAudio);
  return (error as UnusableAudio).message;
}

describe('a refusal says which', () => {
  test('an empty file', async () => {
    expect(await refusal(new Uint8Array(0))).toBe('The file is empty.');
  });

  test('a text file', async () => {
    const text = new TextEncoder().encode('Dear reader, this is no music.\n'.repeat(1000));
    expect(await refusal(text)).toMatch(/not audio/);
  });

  test('an mp3 of which one second is left', async () => {
    const mp3 = await encodeMp3(music);
    expect(await refusal(mp3.subarray(0, mp3.length / 10))).toMatch(
      /shorter than 3 seconds \((0\.9|1\.0) s\)/,
    );
  });

  test('two seconds of music', async () => {
    expect(await refusal(toWav(cut(music, 0, 2)))).toMatch(/shorter than 3 seconds \(2\.0 s\)/);
  });

  test('five seconds of silence', async () => {
    const quiet = silence(5, 44_100, 2);
    expect(await refusal(toWav(quiet))).toMatch(/silent throughout/);
    expect(await refusal(await encodeMp3(quiet))).toMatch(/silent throughout/);
  });

  test('a header with nothing behind it', async () => {
    expect(await refusal(toWav(music).subarray(0, 44))).toMatch(/nothing in it can be decoded/);
    const ogg = await encodeOgg(music);
    expect(await refusal(ogg.subarray(0, 100))).toMatch(/nothing in it can be decoded/);
  });

  test('more samples than the longest recording has: silence in many channels is a few bytes of flac', async () => {
    const many = toWav(makeMusic({ seed: 32, seconds: 3, sampleRate: 192_000, channels: 8 }));
    await expect(listen(sourceOf(many), 10)).rejects.toThrow(/more than four channels of 48 kHz/);
    expect((await listen(sourceOf(toWav(music)), 10)).duration).toBeCloseTo(10);
  });

  test('a sample rate no recording has', async () => {
    for (const rate of [1, 999, 768_001, 10_000_019, 2 ** 32 - 1]) {
      const wav = toWav(music);
      new DataView(wav.buffer).setUint32(24, rate, true);
      expect(await refusal(wav)).toMatch(`a sample rate of ${rate} Hz`);
    }
  });

  test('a recording longer than it may be, without decoding the rest', async () => {
    const wav = toWav(music);
    const endless = {
      ...sourceOf(wav),
      size: 2 ** 40,
      async *stream() {
        yield wav;
        for (;;) yield wav.subarray(44);
      },
    };
    // The size of the data chunk left open.
    new DataView(wav.buffer).setUint32(40, 0xffffffff, true);
    await expect(listen(endless, 36)).rejects.toThrow('longer than');
  });

  test('an mp4 of tables within tables, without counting them one by one', async () => {
    const tables = 4000;
    const nested = Buffer.alloc(32 + 12 * tables);
    nested.writeUInt32BE(24, 0);
    nested.write('ftypM4A ', 4, 'latin1');
    nested.writeUInt32BE(nested.length - 24, 24);
    nested.write('moov', 28, 'latin1');
    for (let at = 32; at < nested.length; at += 12) {
      nested.writeUInt32BE(nested.length - at, at);
      nested.write('stsc', at + 4, 'latin1');
    }
    expect(await refusal(new Uint8Array(nested))).toMatch('more samples than a recording can have');
  });

  test('an mp4 that is cut before the index at its end', async () => {
    const mp4 = Buffer.from(
      await encodeOpus(makeMusic({ seed: 33, seconds: 4, sampleRate: 48_000, channels: 2 }), 'mp4'),
    );
    expect(await refusal(mp4.subarray(0, mp4.indexOf('moov') - 4))).toMatch('The file has no index (moov)');
  });

  test('a wav of another encoding', async () => {
    const wav = toWav(music);
    wav[20] = 0x31;
    expect(await refusal(wav)).toMatch(
      'a wav file of GSM 6.10 audio, which Refrain does not read: send PCM, or flac',
    );
  });
});

test('64 channels at an odd rate are heard within the memory of one table', async () => {
  const plane = new Float32Array(64_000).map((_, i) => Math.sin(i));
  const odd = { channels: Array.from({ length: 64 }, () => plane), sampleRate: 383_999 };
  expect(await refusal(toWav(odd))).toMatch(/shorter than 3 seconds/);
});

test('a sender who waits is not kept longer than told', async () => {
  await expect(listen(sourceOf(toWav(music)), 600, 0)).rejects.toThrow('longer to decode than 0 seconds');
  // Nor by a file that keeps its decoder busy without a sound.
  const silent = Buffer.concat([toPlainFlac(music, 4096, 16).subarray(0, 42), Buffer.alloc(200_000, 0xff)]);
  await expect(listen(sourceOf(silent), 600, 0)).rejects.toThrow('longer to decode than 0 seconds');
});

test('an mp4 whose tables tell of four billion samples has those that are there', async () => {
  const pcm = makeMusic({ seed: 31, seconds: 10, sampleRate: 48_000, channels: 2 });
  const mp4 = await encodeOpus(pcm, 'mp4');
  for (const [name, number] of [
    ['stsc', 16],
    ['stts', 12],
  ] as const) {
    const claiming = mp4.slice();
    const table = Buffer.from(claiming.buffer).indexOf(name);
    new DataView(claiming.buffer).setUint32(table + number, 0xffffffff);
    expect((await listen(sourceOf(claiming))).duration).toBeCloseTo(10, 1);
  }
});

describe('any bytes', () => {
  const beginnings = [
    '',
    'ID3',
    'RIFF....WAVEfmt ',
    'FORM....AIFFCOMM',
    'fLaC\0\0\0"',
    'OggS',
    '\0\0\0 ftypM4A ',
    '\x1aE\xdf\xa3',
    '0&\xb2u',
    '\xff\xfb\x90\x64',
    '\xff\xf1\x50\x80',
  ];
  const hostile = fc
    .tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 3000 }))
    .map(([start, rest]) => Uint8Array.from([...Buffer.from(start, 'latin1'), ...rest]));

  test('are heard or refused', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        await listen(sourceOf(bytes)).catch((error: unknown) => expect(error).toBeInstanceOf(UnusableAudio));
      }),
      { numRuns: 150 },
    );
  });

  test('have a duration in their header or none', () => {
    fc.assert(
      fc.property(hostile, fc.nat(), (bytes, size) => {
        const seconds = headerDuration(bytes, size);
        expect(seconds === undefined || (seconds > 0 && Number.isFinite(seconds))).toBe(true);
      }),
    );
  });
});

test('passes the failure of a store on, and does not take it for the end of a cut file', async () => {
  const bytes = await encodeMp3(makeMusic({ seed: 5, seconds: 8 }));
  const source = sourceOf(bytes);
  const failing = {
    ...source,
    async *stream() {
      yield bytes.subarray(0, bytes.length - 1000);
      throw new Error('connection reset');
    },
  };
  await expect(listen(failing)).rejects.toThrow('connection reset');
});
