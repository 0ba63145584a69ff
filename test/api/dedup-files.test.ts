import { beforeAll, describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/codec.ts';
import { cut, testTone } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, call, newBucket, succeed } from './client.ts';

let song: Pcm;
beforeAll(() => {
  song = makeMusic({ seed: 21, seconds: 60 });
});

const spell = (words: Uint32Array) => `DURATION=60\nFINGERPRINT=${encodeFingerprint(words)}\n`;

const add = async (bucketId: number, id: string, sent: Record<string, string | File>) =>
  (await succeed('addDedupFile', { bucket_id: bucketId }, { multipart: { id, ...sent } })).data;

describe('dedup files', () => {
  it('tell the original of a re-encoded copy, sent as fingerprint or as audio', async () => {
    const bucketId = await newBucket('DedupFile');
    const first = await add(bucketId, 'original', { fingerprint: spell(fingerprintOf(song)) });
    expect(first).toEqual({ dup_files: [], acr_id: expect.stringMatching(/^[0-9a-f]{32}$/), do_db: true });

    const copy = asFile(await encodeMp3(cut(song, 3.7), 64), 'copy.mp3');
    const second = await add(bucketId, 'copy', { file: copy });
    expect(second).toEqual({ dup_files: ['original'], acr_id: first.acr_id, do_db: false });

    const { data } = await succeed('getGroup', { bucket_id: bucketId, file_id: 'copy' });
    expect(data).toMatchObject([{ dup_files: ['original', 'copy'], acr_id: first.acr_id, count: 2 }]);
    const [, match] = data[0]?.matches ?? [];
    expect(match?.similarity).toBeGreaterThan(0.7);
    expect(match?.offset).toBeCloseTo(3.7, 0);

    const groups = await succeed('listGroups', { bucket_id: bucketId });
    expect(groups.data).toEqual(data);
    expect(groups.meta).toMatchObject({ total: 1, per_page: '20' });
  });

  it.each([0.99, 1.01])('tell the original of a copy that is played at %d of its speed', async (speed) => {
    const bucketId = await newBucket('DedupFile');
    const first = await add(bucketId, 'original', { fingerprint: spell(fingerprintOf(song)) });
    const played = { ...song, sampleRate: Math.round(song.sampleRate * speed) };
    const sent = { file: asFile(toWav(played), 'copy.wav') };
    expect(await add(bucketId, 'copy', sent)).toMatchObject({ acr_id: first.acr_id, do_db: false });
    expect(await add(bucketId, 'copy', sent)).toMatchObject({ acr_id: first.acr_id, do_db: false });
    const { data } = await succeed('getGroup', { bucket_id: bucketId, file_id: 'copy' });
    expect(data[0]?.matches[1]?.speed).toBeCloseTo(speed, 2);
    // Its fingerprint alone cannot be heard at another speed: known limits are told, not hidden.
    const unheard = await add(bucketId, 'words', {
      fingerprint: spell(fingerprintOf(played)),
      db_if_nodup: '0',
    });
    expect(unheard).toEqual({ dup_files: [], acr_id: '', do_db: false });
  });

  it('keep nothing when only asked', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)), db_if_nodup: '0' };
    for (const _ of [1, 2]) {
      expect(await add(bucketId, 'a', sent)).toEqual({ dup_files: [], acr_id: '', do_db: false });
    }
    expect((await succeed('getBucket', { bucket_id: bucketId })).data.num).toBe(0);
  });

  it('answer a retry as a duplicate, and refuse the id for another recording', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)) };
    const { acr_id } = await add(bucketId, 'a', sent);
    expect(await add(bucketId, 'a', sent)).toEqual({ dup_files: ['a'], acr_id, do_db: false });
    const other = fingerprintOf(makeMusic({ seed: 22, seconds: 60 }));
    const multipart = { id: 'a', fingerprint: spell(other) };
    expect((await call('POST', `/api/buckets/${bucketId}/dedup-files`, { multipart })).status).toBe(409);
    expect(await add(bucketId, 'b', { fingerprint: spell(other) })).toMatchObject({ do_db: true });
  });

  it('enter one of forty simultaneous uploads of a recording', async () => {
    const bucketId = await newBucket('DedupFile');
    const fingerprint = spell(fingerprintOf(song));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => add(bucketId, `track-${i}`, { fingerprint })),
    );
    expect(answers.filter(({ do_db }) => do_db)).toHaveLength(1);
    expect(new Set(answers.map(({ acr_id }) => acr_id)).size).toBe(1);
    const { data } = await succeed('getGroup', { bucket_id: bucketId, file_id: 'track-7' });
    expect(data[0]?.count).toBe(40);
    expect((await succeed('getBucket', { bucket_id: bucketId })).data.num).toBe(1);
  });

  it('are deleted with all their track ids, and can come anew', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)) };
    const { acr_id } = await add(bucketId, 'a', sent);
    await add(bucketId, 'b', sent);
    expect((await call('DELETE', `/api/buckets/${bucketId}`)).status).toBe(409);
    await succeed('deleteDedupFiles', { bucket_id: bucketId, acr_ids: acr_id });
    expect((await call('GET', `/api/buckets/${bucketId}/dedup-files/b`)).status).toBe(404);
    expect((await succeed('listGroups', { bucket_id: bucketId })).data).toEqual([]);
    expect(await add(bucketId, 'b', sent)).toMatchObject({ dup_files: [], do_db: true });
  });

  it('know a test tone again, and no other', async () => {
    const bucketId = await newBucket('DedupFile');
    const tone = (hertz: number) => asFile(toWav(testTone(20, hertz)), 'tone.wav');
    expect(await add(bucketId, 'a', { file: tone(440) })).toMatchObject({ do_db: true });
    expect(await add(bucketId, 'b', { file: tone(440) })).toMatchObject({ dup_files: ['a'] });
  });

  it('say what is wrong', async () => {
    const bucketId = await newBucket('DedupFile');
    const send = (multipart: Record<string, string | File>) =>
      call('POST', `/api/buckets/${bucketId}/dedup-files`, { multipart });
    expect((await send({ fingerprint: 'x' })).body).toMatchObject({
      errors: { id: ['The id field is required.'] },
    });
    expect((await send({ id: 'a' })).body).toMatchObject({
      errors: { file: ['The file field is required.'] },
    });
    for (const fingerprint of ['nonsense!', 'AAAA', `FINGERPRINT=${'A'.repeat(1_000_000)}`]) {
      expect((await send({ id: 'a', fingerprint })).status).toBe(422);
    }
    expect((await send({ id: 'a', file: asFile(new Uint8Array(100), 'x.mp3') })).status).toBe(422);
    expect((await send({ id: 'a', file: asFile(new Uint8Array(100), 'x.db') })).status).toBe(415);
  });
});
