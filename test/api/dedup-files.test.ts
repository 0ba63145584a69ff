import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { cut, testTone } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, newBucket, refuse, succeed } from './client.ts';

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
    expect(first).toEqual({
      dup_files: [],
      acr_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      do_db: true,
      related: [],
    });

    const copy = asFile(await encodeMp3(cut(song, 3.7), 64), 'copy.mp3');
    const second = await add(bucketId, 'copy', { file: copy });
    expect(second).toEqual({ dup_files: ['original'], acr_id: first.acr_id, do_db: false, related: [] });

    const { data } = await succeed('getGroup', { bucket_id: bucketId, ids: 'copy' });
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
    expect(await add(bucketId, 'copy', sent)).toMatchObject({
      acr_id: first.acr_id,
      do_db: false,
      related: [],
    });
    expect(await add(bucketId, 'copy', sent)).toMatchObject({
      acr_id: first.acr_id,
      do_db: false,
      related: [],
    });
    const { data } = await succeed('getGroup', { bucket_id: bucketId, ids: 'copy' });
    expect(data[0]?.matches[1]?.speed).toBeCloseTo(speed, 2);
    // Its fingerprint alone cannot be heard at another speed: known limits are told, not hidden.
    const unheard = await add(bucketId, 'words', {
      fingerprint: spell(fingerprintOf(played)),
      db_if_nodup: '0',
    });
    expect(unheard).toEqual({ dup_files: [], acr_id: '', do_db: false, related: [] });
  });

  it('keep nothing when only asked', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)), db_if_nodup: '0' };
    for (const _ of [1, 2]) {
      expect(await add(bucketId, 'a', sent)).toEqual({
        dup_files: [],
        acr_id: '',
        do_db: false,
        related: [],
      });
    }
    expect((await succeed('getBucket', { bucket_id: bucketId })).data.num).toBe(0);
  });

  it('answer a retry as a duplicate, and refuse the id for another recording', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)) };
    const { acr_id } = await add(bucketId, 'a', sent);
    expect(await add(bucketId, 'a', sent)).toEqual({ dup_files: ['a'], acr_id, do_db: false, related: [] });
    const other = fingerprintOf(makeMusic({ seed: 22, seconds: 60 }));
    const multipart = { id: 'a', fingerprint: spell(other) };
    const { body } = await refuse('addDedupFile', { bucket_id: bucketId }, 409, { multipart });
    expect(body.message).toContain('belongs to another recording');
    expect(await add(bucketId, 'b', { fingerprint: spell(other) })).toMatchObject({
      do_db: true,
      related: [],
    });
  });

  it('enter one of forty simultaneous uploads of a recording', async () => {
    const bucketId = await newBucket('DedupFile');
    const fingerprint = spell(fingerprintOf(song));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => add(bucketId, `track-${i}`, { fingerprint })),
    );
    expect(answers.filter(({ do_db }) => do_db)).toHaveLength(1);
    expect(new Set(answers.map(({ acr_id }) => acr_id)).size).toBe(1);
    const { data } = await succeed('getGroup', { bucket_id: bucketId, ids: 'track-7' });
    expect(data[0]?.count).toBe(40);
    expect((await succeed('getBucket', { bucket_id: bucketId })).data.num).toBe(1);
  });

  it('are deleted with all their track ids, and can come anew', async () => {
    const bucketId = await newBucket('DedupFile');
    const sent = { fingerprint: spell(fingerprintOf(song)) };
    const { acr_id } = await add(bucketId, 'a', sent);
    await add(bucketId, 'b', sent);
    await refuse('deleteBucket', { bucket_id: bucketId }, 409);
    await succeed('deleteDedupFiles', { bucket_id: bucketId, ids: acr_id });
    await refuse('getGroup', { bucket_id: bucketId, ids: 'b' }, 404);
    await refuse('deleteDedupFiles', { bucket_id: bucketId, ids: acr_id }, 404);
    expect((await succeed('listGroups', { bucket_id: bucketId })).data).toEqual([]);
    expect(await add(bucketId, 'b', sent)).toMatchObject({ dup_files: [], do_db: true, related: [] });
  });

  it('know a test tone again, and no other', async () => {
    const bucketId = await newBucket('DedupFile');
    const tone = (hertz: number) => asFile(toWav(testTone(20, hertz)), 'tone.wav');
    expect(await add(bucketId, 'a', { file: tone(440) })).toMatchObject({ do_db: true, related: [] });
    expect(await add(bucketId, 'b', { file: tone(440) })).toMatchObject({ dup_files: ['a'] });
  });

  it('are listed page by page, groups of two or more only', async () => {
    const bucket_id = await newBucket('DedupFile');
    const acrIds: string[] = [];
    for (const seed of [23, 24, 25]) {
      const sent = { fingerprint: spell(fingerprintOf(makeMusic({ seed, seconds: 20 }))) };
      const { acr_id } = await add(bucket_id, `${seed}`, sent);
      if (seed === 25) continue;
      acrIds.push(acr_id);
      await add(bucket_id, `${seed}-again`, sent);
    }
    const { data: alone } = await succeed('getGroup', { bucket_id, ids: '25' });
    expect(alone).toMatchObject([{ dup_files: [], count: 1 }]);
    const first = await succeed('listGroups', { bucket_id }, { query: '?per_page=1&page=1' });
    const last = await succeed('listGroups', { bucket_id }, { query: '?per_page=1&page=2' });
    expect([...first.data, ...last.data].map(({ acr_id }) => acr_id).toSorted()).toEqual(acrIds.toSorted());
    expect(first.meta).toMatchObject({ total: 2, last_page: 2, per_page: '1' });
    expect(last.links.next).toBeNull();
    const byAcrId = await succeed('getGroup', { bucket_id, ids: acrIds[0] ?? '' });
    expect(byAcrId.data).toMatchObject([{ dup_files: ['23', '23-again'], acr_id: acrIds[0] }]);
  });

  it('are told by the id as it was sent, spaces and all', async () => {
    const bucket_id = await newBucket('DedupFile');
    const fingerprints = [31, 32].map((seed) =>
      encodeFingerprint(fingerprintOf(makeMusic({ seed, seconds: 10 }))),
    );
    for (const [i, id] of ['spaced', ' spaced'].entries()) {
      const json = { id, fingerprint: fingerprints[i] };
      expect((await succeed('addDedupFile', { bucket_id }, { json })).data.do_db).toBe(true);
    }
    const { data } = await succeed('getGroup', { bucket_id, ids: ' spaced' });
    expect(data[0]?.matches.map(({ id }) => id)).toEqual([' spaced']);
  });

  it('say what is wrong', async () => {
    const bucket_id = await newBucket('DedupFile');
    const send = (status: 415 | 422, multipart: Record<string, string | File>) =>
      refuse('addDedupFile', { bucket_id }, status, { multipart });
    expect((await send(422, { fingerprint: 'x' })).body.errors).toEqual({
      id: ['The id field is required.'],
    });
    expect((await send(422, { id: 'a' })).body.errors).toEqual({ file: ['The file field is required.'] });
    expect((await send(422, { id: 'a', fingerprint: 'x', db_if_nodup: '2' })).body.errors).toHaveProperty(
      'db_if_nodup',
    );
    const words = encodeFingerprint(fingerprintOf(song));
    const bad = {
      'not a fingerprint': 'nonsense!',
      'no words': 'AQAAAA',
      'algorithm 3': `Ag${words.slice(2)}`,
      'cut short': words.slice(0, -40),
      'longer than 24 hours': `FINGERPRINT=AQ${'_'.repeat(1_000_000)}`,
    };
    for (const [why, fingerprint] of Object.entries(bad)) {
      const { body } = await send(422, { id: 'a', fingerprint });
      expect(JSON.stringify(body.errors)).toContain(why);
    }
    const noise = Buffer.from(randomBytes(750_000)).toString('base64url');
    await send(422, { id: 'a', fingerprint: noise });
    const garbage = await send(422, { id: 'a', file: asFile(new Uint8Array(100), 'x.mp3') });
    expect(garbage.body.errors).toHaveProperty('file');
    await send(415, { id: 'a', file: asFile(new Uint8Array(100), 'x.db') });
  });

  it('live in DedupFile buckets', async () => {
    const bucket_id = await newBucket('File');
    const json = { id: 'a', fingerprint: spell(fingerprintOf(song)) };
    const { body } = await refuse('addDedupFile', { bucket_id }, 422, { json });
    expect(body.message).toContain('is of type File; this needs a bucket of type DedupFile');
    await refuse('listGroups', { bucket_id }, 422);
    await refuse('getGroup', { bucket_id, ids: 'a' }, 422);
    await refuse('deleteDedupFiles', { bucket_id, ids: '0'.repeat(32) }, 422);
  });
});
