import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, succeed } from './client.ts';

let token: string;
let bucketId: number;
beforeAll(async () => {
  const json = { name: 'duplicates by sound', scopes: ['read', 'write'], uid: 62 };
  token = (await succeed('createToken', {}, { json })).data.token;
  const bucket = { name: 'recordings', type: 'File', region: 'eu-west-1' };
  bucketId = (await succeed('createBucket', {}, { token, json: bucket })).data.id;
});

/** A file that has become ready. */
async function added(sent: Parameters<typeof succeed<'addFile'>>[2]) {
  const { data } = await succeed('addFile', { bucket_id: bucketId }, { token, ...sent });
  const isReady = async () =>
    (await succeed('getFiles', { bucket_id: bucketId, ids: data.id }, { token })).data[0]?.state === 1;
  await vi.waitUntil(isReady, { timeout: 30_000, interval: 50 });
  return data;
}

describe('duplicates by sound', () => {
  it('are grouped: files of other bytes, and a fingerprint alone', async () => {
    const music = makeMusic({ seed: 77, seconds: 20, sampleRate: 44100, channels: 1 });
    const mp3 = await encodeMp3(music);
    const fingerprint = encodeFingerprint(fingerprintOf(music));
    const kinds = [
      { multipart: { file: asFile(toWav(music), 'a.wav') } },
      { multipart: { file: asFile(mp3, 'a.mp3') } },
      { json: { title: 'a', fingerprint, data_type: 'fingerprint' } },
    ];
    const items: string[] = [];
    for (const sent of kinds) items.push((await added(sent)).acr_id);
    // Of all the one without loss.
    const [keep, asMp3] = items;
    items.sort();
    const query = '?match=acoustic';
    const wav = toWav(music).length;
    const { duplicates } = await succeed('listDuplicates', {}, { token, query });
    const hash = duplicates[0]?.hash ?? '';
    const same = { hash, items, count: 3, keep, file_size: wav, footprint_size: mp3.length };
    expect(duplicates).toEqual([{ ...same, items_next_page: '' }]);
    const footprint = await succeed('getFootprint', {}, { token, query });
    expect(footprint).toEqual({ total_count: 1, total_number: 3, total_size: mp3.length });
    const sent = { token, query: `${query}&limit=3` };
    expect(await succeed('getDuplicates', { hash }, sent)).toEqual({ ...duplicates[0], next: null });

    // Of those in this bucket alone another is worth keeping.
    const json = { name: 'best', type: 'File', region: 'eu-west-1' };
    const other = (await succeed('createBucket', {}, { token, json })).data.id;
    await succeed('moveFiles', { bucket_id: other, ids: `${keep}` }, { token });
    const here = await succeed('listDuplicates', {}, { token, query: `${query}&bucket_id=${bucketId}` });
    const left = { items: items.filter((item) => item !== keep), count: 2, file_size: mp3.length };
    const best = { keep: asMp3, footprint_size: 0 };
    expect(here.duplicates).toEqual([{ hash, ...left, ...best, items_next_page: '' }]);
    await succeed('moveFiles', { bucket_id: bucketId, ids: `${keep}` }, { token });
  });

  it('are told of one file, the best first, and how they lie on it', async () => {
    const music = makeMusic({ seed: 78, seconds: 30, sampleRate: 44100, channels: 1 });
    const sound = asFile(toWav(music), 'whole.wav');
    const cut = fingerprintOf({ ...music, channels: music.channels.map((all) => all.subarray(5 * 44100)) });
    const whole = await added({ multipart: { file: sound, title: 'whole' } });
    const later = await added({ json: { title: 'cut', fingerprint: encodeFingerprint(cut) } });
    const copy = await added({ multipart: { file: sound, title: 'copy' } });
    const { data } = await succeed(
      'getDuplicatesOfFile',
      { bucket_id: bucketId, ids: whole.acr_id },
      { token },
    );
    const { id, acr_id } = copy;
    const exact = { exact: true, relation: 'same', similarity: 1, offset: 0, speed: 1 };
    expect(data[0]).toEqual({
      ...{ id, acr_id, bucket_id: bucketId, title: 'copy' },
      ...exact,
      overlap: 30,
    });
    expect(data[1]).toMatchObject({ id: later.id, title: 'cut', exact: false });
    expect(data[1]?.similarity).toBeGreaterThan(0.8);
    expect(data[1]?.offset).toBeCloseTo(5, 0);
    expect(data[1]?.overlap).toBeGreaterThan(20);
    expect(data).toHaveLength(2);
    // Seen from the one that was cut, the others begin before it.
    const seen = await succeed('getDuplicatesOfFile', { bucket_id: bucketId, ids: later.id }, { token });
    expect(seen.data.map(({ id }) => id)).toEqual([whole.id, copy.id]);
    expect(seen.data.map(({ offset }) => Math.round(offset))).toEqual([-5, -5]);
  });

  it('are none of a file that is alone', async () => {
    const lone = makeMusic({ seed: 79, seconds: 20, sampleRate: 44100, channels: 1 });
    const alone = await added({ json: { fingerprint: encodeFingerprint(fingerprintOf(lone)) } });
    const own = await succeed('getDuplicatesOfFile', { bucket_id: bucketId, ids: alone.id }, { token });
    expect(own).toEqual({ data: [] });
  });
});
