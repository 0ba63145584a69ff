import { expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { encodeMp3, encodeOgg } from '../sound/encode.ts';
import { encodeFlac } from '../sound/encode-flac.ts';
import { encodeOpus } from '../sound/encode-opus.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, newBucket, settled, succeed } from './client.ts';

const music = makeMusic({ seed: 5, seconds: 5, sampleRate: 48000, channels: 2 });

it('a file tells what was decoded once it is ready', async () => {
  const bucketId = await newBucket('File');
  const wav = toWav(music);

  const told = { sample_rate: 48000, channels: 2, notice: null };
  const unknown = { format: null, bit_rate: null, sample_rate: null, channels: null, lossless: null };
  const kinds = [
    [wav, { ...told, format: 'wav', lossless: true }],
    [await encodeFlac(music), { ...told, format: 'flac', lossless: true }],
    [await encodeMp3(music, 128), { ...told, format: 'mp3', lossless: false }],
    [await encodeOgg(music), { ...told, format: 'vorbis', lossless: false }],
    [await encodeOpus(music, 'ogg'), { ...told, format: 'opus', lossless: false }],
  ] as const;
  for (const [bytes, expected] of kinds) {
    const sent = { multipart: { file: asFile(bytes, `a.${expected.format}`) } };
    const { data } = await succeed('addFile', { bucket_id: bucketId }, sent);
    expect(data).toMatchObject({ ...unknown, notice: null });
    const ready = await settled(bucketId, data.id);
    expect(ready).toMatchObject(expected);
    const seconds = 5;
    expect(ready?.bit_rate).toBeGreaterThan(((bytes.length * 8) / seconds) * 0.95);
    expect(ready?.bit_rate).toBeLessThanOrEqual(((bytes.length * 8) / seconds) * 1.01);
  }

  const json = { fingerprint: encodeFingerprint(fingerprintOf(music)) };
  const { data } = await succeed('addFile', { bucket_id: bucketId }, { json });
  expect(await settled(bucketId, data.id)).toMatchObject({ state: 1, ...unknown, notice: null });
});
