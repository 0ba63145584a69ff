import { parseArgs } from 'node:util';
import { listen } from '#media/listen.ts';
import { makeAdts } from '../../sound/aac.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { makeMusic } from '../../sound/music.ts';
import { toPlainFlac } from '../../sound/plain-flac.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

/**
 * `npm run fuzz:worst [-- --bytes N]`: files made to cost much, beside honest sound of as many bytes; 4.5 MB are the most
 * that a request holds.
 */
const { values } = parseArgs({ options: { bytes: { type: 'string', default: '4500000' } } });
const SIZE = Number(values.bytes);
const music = makeMusic({ seed: 126, seconds: 4, sampleRate: 48_000, channels: 2 });
const short = makeMusic({ seed: 127, seconds: 0.1, sampleRate: 48_000, channels: 2 });
const still = { channels: [new Float32Array(192_000), new Float32Array(192_000)], sampleRate: 48_000 };
const tag = (name: string) => Buffer.concat([Buffer.from(name, 'latin1'), Buffer.alloc(10)]);

/** Repeated up to the size. */
const over = (...parts: readonly Uint8Array[]) => {
  const unit = Buffer.concat(parts);
  return Buffer.alloc(Math.max(1, Math.floor(SIZE / unit.length)) * unit.length, unit);
};
const flac = toPlainFlac(music, 4096, 16);
const mp3 = await encodeMp3(music, 64);
const opus = await encodeOpus(music, 'ogg');
const adts = Buffer.from(makeAdts(128, 4, 44_100));
const hostile: [name: string, make: () => Promise<Uint8Array>][] = [
  [
    'flac: one header of a frame, again and again',
    async () => Buffer.concat([flac.subarray(0, 42), over(flac.subarray(42, 53))]),
  ],
  [
    'flac: nothing but half headers',
    async () => Buffer.concat([flac.subarray(0, 42), over(flac.subarray(42, 52))]),
  ],
  ['flac: stream after stream of 0.1 s', async () => over(await encodeFlac(short))],
  ['flac: silence', async () => over(await encodeFlac(still))],
  ['flac: blocks of 16 samples', async () => over(toPlainFlac(music, 16, 8))],
  ['flac in ogg: link after link', async () => over(await encodeFlac(short, true))],
  ['vorbis: link after link of 0.1 s', async () => over(await encodeOgg(short, 0))],
  ['vorbis: silence', async () => over(await encodeOgg(still, 0))],
  ['opus: link after link of 0.1 s', async () => over(await encodeOpus(short, 'ogg'))],
  ['opus: silence', async () => over(await encodeOpus(still, 'ogg'))],
  ['mp3: one header, again and again', async () => over(mp3.subarray(0, 4))],
  [
    'mp3: rate after rate',
    async () => over(mp3.subarray(0, 4000), await encodeMp3({ ...music, sampleRate: 44_100 }, 64)),
  ],
  [
    'mp3: silence of 8 kbit/s',
    async () => over(await encodeMp3({ channels: [new Float32Array(64_000)], sampleRate: 16_000 }, 8)),
  ],
  ['adts: one header, again and again', async () => over(adts.subarray(0, 7))],
  ['adts: noise', async () => over(adts)],
  [
    'wav: data chunk after data chunk',
    async () =>
      Buffer.concat([toWav(music).subarray(0, 36), over(Buffer.from('data\x04\0\0\0\0\0\0\0', 'latin1'))]),
  ],
  [
    'wav: 768 kHz of 64 channels',
    async () =>
      over(
        toWav({
          channels: Array.from({ length: 64 }, () => new Float32Array(20_000).fill(0.1)),
          sampleRate: 768_000,
        }),
      ),
  ],
  ['tags: id3 after id3', async () => over(tag('ID3\x04\0\0\0\0\0\x0a'))],
  [
    'tags: one of all the file',
    async () => Buffer.concat([Buffer.from('ID3\x04\0\0\x02\x08\0\0', 'latin1'), over(new Uint8Array(1000))]),
  ],
  ['ones alone', async () => over(new Uint8Array(1000).fill(255))],
  [
    'pages of ogg without a packet',
    async () =>
      Buffer.concat([opus.subarray(0, 200), over(Buffer.from('OggS\0\0'.padEnd(27, '\0'), 'latin1'))]),
  ],
];
const honest: [name: string, make: () => Promise<Uint8Array>][] = [
  ['flac', async () => over(await encodeFlac(music))],
  ['mp3 of 64 kbit/s', async () => over(mp3)],
  [
    'mp3 of 24 kbit/s',
    async () =>
      over(await encodeMp3(makeMusic({ seed: 129, seconds: 4, sampleRate: 16_000, channels: 1 }), 24)),
  ],
  ['opus', async () => over(opus)],
  ['vorbis', async () => over(await encodeOgg(music, 0))],
];

for (const [title, files] of [
  ['honest', honest],
  ['hostile', hostile],
] as const) {
  for (const [name, make] of files) {
    const bytes = await make();
    const before = process.cpuUsage();
    const outcome = await listen(sourceOf(bytes)).then(
      ({ duration }) => `${duration.toFixed(0)} s heard`,
      (error: Error) => error.message,
    );
    const { user, system } = process.cpuUsage(before);
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    console.log(`${title} | ${name} | ${((user + system) / 1e6).toFixed(2)} s | ${memory} MB | ${outcome}`);
  }
}
console.log(`most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
