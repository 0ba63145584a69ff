import { beforeAll, describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { cut } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, newBucket, refuse, settled, succeed } from './client.ts';

const track = makeMusic({ seed: 91, seconds: 240 });
const windowAt = (from: number, seconds = 40) => cut(track, from, from + seconds);
const printed = (pcm: typeof track) => encodeFingerprint(fingerprintOf(pcm));

async function added(bucketId: number, pcm: typeof track, title: string) {
  const json = { title, fingerprint: printed(pcm) };
  const { data } = await succeed('addFile', { bucket_id: bucketId }, { json });
  await settled(bucketId, data.id);
  return data;
}

describe('a chain of neighbours', () => {
  it('is no one group: each member is a duplicate of its first', async () => {
    const { data: made } = await succeed(
      'createToken',
      {},
      { json: { name: 'chain', scopes: ['read', 'write'], uid: 71 } },
    );
    const { token } = made;
    const json = { name: 'chain', type: 'File', region: 'eu-west-1' };
    const bucketId = (await succeed('createBucket', {}, { token, json })).data.id;
    const acrIds: string[] = [];
    for (const from of [0, 8, 16, 24, 32, 40, 48]) {
      const sent = { token, json: { title: `w${from}`, fingerprint: printed(windowAt(from)) } };
      const { data } = await succeed('addFile', { bucket_id: bucketId }, sent);
      await expect
        .poll(
          async () =>
            (await succeed('getFiles', { bucket_id: bucketId, ids: data.id }, { token })).data[0]?.state,
          { timeout: 50_000 },
        )
        .toBe(1);
      acrIds.push(data.acr_id);
    }
    const [first = '', , , , , , last = ''] = acrIds;
    const query = '?match=acoustic';
    const { duplicates } = await succeed('listDuplicates', {}, { token, query });
    const ofFirst = duplicates.find(({ items }) => items.includes(first));
    expect(ofFirst?.items).not.toContain(last);
    expect(ofFirst?.items).toContain(ofFirst?.keep);
    const file = { bucket_id: bucketId, ids: first };
    const { data: same } = await succeed('getDuplicatesOfFile', file, { token });
    expect(same.map(({ title }) => title)).toContain('w8');
    expect(same.map(({ title }) => title)).not.toContain('w48');
    expect(same.every(({ relation }) => relation === 'same')).toBe(true);
    const any = await succeed('getDuplicatesOfFile', file, { token, query: '?relation=any' });
    expect(any.data.find(({ title }) => title === 'w24')?.relation).toBe('overlap');
    expect(any.data.map(({ title }) => title)).not.toContain('w48');
    expect(await succeed('getDuplicatesOfFile', file, { token, query: '?relation=ANY' })).toEqual(any);
    const wrong = await refuse('getDuplicatesOfFile', file, 422, { token, query: '?relation=cover' });
    expect(Object.keys(wrong.body.errors ?? {})).toEqual(['relation']);
  });
});

describe('a copy at another speed', () => {
  /** What plays a hundredth faster. */
  const faster = { ...windowAt(100), sampleRate: Math.round(1.01 * track.sampleRate) };
  const asWav = (pcm: typeof track, name: string) => asFile(toWav(pcm), name);

  it('is told with the file of whose group it is, and that one with it', async () => {
    const bucketId = await newBucket('File');
    const ids: number[] = [];
    for (const [pcm, name] of [
      [windowAt(100), 'as it is.wav'],
      [faster, 'faster.wav'],
    ] as const) {
      const multipart = { file: asWav(pcm, name) };
      const { data } = await succeed('addFile', { bucket_id: bucketId }, { multipart });
      await settled(bucketId, data.id);
      ids.push(data.id);
    }
    const query = `?match=acoustic&bucket_id=${bucketId}`;
    expect((await succeed('listDuplicates', {}, { query })).duplicates).toMatchObject([{ count: 2 }]);
    for (const [asked, other] of [ids, ids.toReversed()]) {
      const { data } = await succeed('getDuplicatesOfFile', { bucket_id: bucketId, ids: asked ?? 0 });
      expect(data).toMatchObject([{ id: other, relation: 'same' }]);
    }
  });

  it('is identified as it is found when it is added', async () => {
    const bucketId = await newBucket('DedupFile');
    const file = asWav(windowAt(100), 'as it is.wav');
    await succeed('addDedupFile', { bucket_id: bucketId }, { multipart: { id: 'as it is', file } });
    const { data } = await succeed(
      'identifySample',
      { bucket_id: bucketId },
      { multipart: { file: asWav(faster, 'faster.wav') } },
    );
    expect(data).toMatchObject([{ id: 'as it is', relation: 'same' }]);
    expect(data[0]?.speed).toBeCloseTo(1.01, 3);
  });
});

describe('relations', () => {
  it('are told of a dedup file: the first two minutes of a track are an excerpt of it', async () => {
    const bucketId = await newBucket('DedupFile');
    const add = (id: string, pcm: typeof track) =>
      succeed('addDedupFile', { bucket_id: bucketId }, { json: { id, fingerprint: printed(pcm) } });
    const whole = await add('whole', track);
    expect(whole.data.related).toEqual([]);
    const { data } = await add('two minutes', cut(track, 0, 120));
    expect(data).toMatchObject({ do_db: true, dup_files: [] });
    const { acr_id } = whole.data;
    expect(data.related).toMatchObject([{ id: 'whole', acr_id, relation: 'excerpt', speed: 1 }]);
    expect(data.related[0]?.offset).toBeCloseTo(0, 0);
    expect(data.related[0]?.overlap).toBeGreaterThan(100);
    expect(data.related[0]?.similarity).toBeGreaterThan(0.9);
  });
});

describe('identify', () => {
  let bucketId: number;
  let whole: { id: number; acr_id: string };
  beforeAll(async () => {
    bucketId = await newBucket('File');
    whole = await added(bucketId, track, 'whole');
    await added(bucketId, makeMusic({ seed: 92, seconds: 60 }), 'other');
  });

  it('tells in which file a sample sounds, and where', async () => {
    const sample = await encodeMp3(cut(makeMusic({ seed: 91, seconds: 240 }), 100, 120), 64);
    const sent = { multipart: { file: asFile(sample, 'sample.mp3'), limit: '3' } };
    const { data } = await succeed('identifySample', { bucket_id: bucketId }, sent);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      id: whole.id,
      acr_id: whole.acr_id,
      title: 'whole',
      relation: 'excerpt',
    });
    expect(Math.abs((data[0]?.offset ?? 0) - 100)).toBeLessThan(0.3);
    const json = { fingerprint: printed(windowAt(60, 15)) };
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const byText = await succeed('identifySample', { bucket_id: bucketId }, { json, headers });
    expect(await succeed('identifySample', { bucket_id: bucketId }, { json, headers })).toEqual(byText);
    expect(byText.data[0]?.id).toBe(whole.id);
    expect(Math.abs((byText.data[0]?.offset ?? 0) - 60)).toBeLessThan(0.3);
    // Nothing is kept.
    const files = await succeed('listFiles', { bucket_id: bucketId });
    expect(files.data.map(({ title }) => title)).toEqual(['whole', 'other']);
  });

  it('takes a sample of five seconds, whose last frame no rate divides', async () => {
    const channels = [Float32Array.from({ length: 5 * 44_100 }, (_, i) => Math.sin(i / 9))];
    const file = asFile(toWav({ channels, sampleRate: 44_100 }), 'five.wav');
    await succeed('identifySample', { bucket_id: bucketId }, { multipart: { file } });
    const short = asFile(toWav(windowAt(100, 4.9)), 'short.wav');
    await refuse('identifySample', { bucket_id: bucketId }, 422, { multipart: { file: short } });
  });

  it('tells it of dedup entries by their first track id, and nothing of what is not there', async () => {
    const entries = await newBucket('DedupFile');
    await succeed('addDedupFile', { bucket_id: entries }, { json: { id: 'a', fingerprint: printed(track) } });
    const json = { fingerprint: printed(windowAt(150, 20)) };
    const { data } = await succeed('identifySample', { bucket_id: entries }, { json });
    expect(data).toMatchObject([{ id: 'a', title: null, relation: 'excerpt' }]);
    const strange = { fingerprint: printed(makeMusic({ seed: 93, seconds: 20 })) };
    expect(await succeed('identifySample', { bucket_id: entries }, { json: strange })).toEqual({ data: [] });
  });

  it('refuses a sample that is too short or missing, and a bucket that holds nothing', async () => {
    const short = { json: { fingerprint: printed(windowAt(10, 4)) } };
    const { body } = await refuse('identifySample', { bucket_id: bucketId }, 422, short);
    expect(body.message).toContain('5 s');
    const none = await refuse('identifySample', { bucket_id: bucketId }, 422, { json: { limit: 21 } });
    expect(Object.keys(none.body.errors ?? {}).sort()).toEqual(['file', 'limit']);
    const live = await newBucket('Live');
    await refuse('identifySample', { bucket_id: live }, 422, {
      json: { fingerprint: printed(windowAt(10, 20)) },
    });
    await refuse('identifySample', { bucket_id: 1 }, 404, {
      json: { fingerprint: printed(windowAt(10, 20)) },
    });
  });
});
