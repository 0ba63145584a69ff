import { makeAdts } from '../../sound/aac.ts';
import { toImaWav, toMsWav } from '../../sound/adpcm.ts';
import { toAiff } from '../../sound/aiff.ts';
import { makeDtsNoise } from '../../sound/dts.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { makeSound, toHybrid } from '../../sound/m4a.ts';
import { toMov } from '../../sound/mov.ts';
import { makeMusic } from '../../sound/music.ts';
import { toAu, toCaf, toW64 } from '../../sound/plain-files.ts';
import { toWav } from '../../sound/wav.ts';

/** A whole file of each format that can be made without other programs: 4 seconds of music. */
export async function seedFiles(): Promise<Uint8Array[]> {
  const pcm = makeMusic({ seed: 121, seconds: 4, sampleRate: 48_000, channels: 2 });
  const small = makeMusic({ seed: 122, seconds: 4, sampleRate: 8000, channels: 1 });
  return [
    toWav(small),
    toImaWav(small),
    toMsWav(small),
    toW64(toWav(small)),
    toCaf(small, true),
    toAu(small),
    toAiff(small),
    toMov(small, 'sowt'),
    toMov(small, 'ulaw'),
    await encodeFlac(pcm),
    await encodeFlac(pcm, true),
    await encodeMp3(pcm, 64),
    await encodeOgg(pcm, 0),
    await encodeOpus(pcm, 'ogg'),
    await encodeOpus(pcm, 'webm'),
    await encodeOpus(pcm, 'mp4'),
    makeAdts(123, 4, 44_100),
    await toHybrid(makeSound(124, 4, 44_100), 100),
    makeDtsNoise(125, 100),
  ];
}

/** Beginnings of formats for which no seed can be made: their decoders see noise. */
export const BEGINNINGS = [
  'RIFF....WAVEfmt ',
  'FORM....AIFCCOMM',
  'caff\0\x01\0\0desc',
  '.snd\0\0\0\x18',
  'riff.\x91\xcf\x11\xa5\xd6',
  '0&\xb2u\x8ef\xcf\x11',
  'wvpk',
  'TTA1\x01\0\x02\0\x10\0',
  'MPCK',
  'MP+\x07',
  '#!AMR\n',
  '#!AMR-WB\n',
  '\x0b\x77',
  '\x7f\xfe\x80\x01',
  '\xff\xf1\x50\x80',
  'ID3\x04\0\0\0\0\0\x01',
];
