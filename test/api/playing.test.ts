import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFingerprint, encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, newBucket, refuse, settled, succeed } from './client.ts';

const song = makeMusic({ seed: 1311, seconds: 20 });
const wav = toWav(song);

let bucketId: number;
beforeAll(async () => {
  bucketId = await newBucket('File');
});

async function added(sent: { multipart: Record<string, File> } | { json: object }): Promise<number> {
  const { data } = await succeed('addFile', { bucket_id: bucketId }, sent);
  await settled(bucketId, data.id);
  return data.id;
}

describe('a stored file', () => {
  it('is played from an address that needs no token and is never shown as a page', async () => {
    const name = 'Ä "song" #1.wav';
    const ids = await added({ multipart: { file: asFile(wav, name) } });
    const { data } = await succeed('getAudioOfFile', { bucket_id: bucketId, ids });
    const lapses = new Date(data.expires_at).getTime() - Date.now();
    expect(lapses).toBeGreaterThan(200_000);
    expect(lapses).toBeLessThanOrEqual(300_000);
    const response = await fetch(data.url, { headers: { range: 'bytes=0-3' } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe('RIFF');
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
    const whole = await fetch(data.url).then((answer) => answer.bytes());
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
    expect(md5(whole)).toBe(md5(wav));
  });

  it('whose name is of no audio is sent as bytes of no kind', async () => {
    const ids = await added({ multipart: { file: asFile(wav, 'page.html') } });
    const { data } = await succeed('getAudioOfFile', { bucket_id: bucketId, ids });
    const response = await fetch(data.url);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('tells its fingerprint as fpcalc would print it', async () => {
    const ids = await added({ multipart: { file: asFile(wav, 'song.wav') } });
    const { data } = await succeed('getFingerprintOfFile', { bucket_id: bucketId, ids });
    expect(data.duration).toBeCloseTo(20, 1);
    expect([...decodeFingerprint(data.fingerprint)]).toEqual([...fingerprintOf(song)]);
  });
});

describe('what cannot be played says why', () => {
  it('a file that was sent as a fingerprint has one, and no audio', async () => {
    const fingerprint = encodeFingerprint(fingerprintOf(song));
    const ids = await added({ json: { title: 'print', fingerprint } });
    const { body } = await refuse('getAudioOfFile', { bucket_id: bucketId, ids }, 404);
    expect(body.message).toContain('sent as a fingerprint');
    const { data } = await succeed('getFingerprintOfFile', { bucket_id: bucketId, ids });
    expect(data.fingerprint).toBe(fingerprint);
  });

  it('a file that could not be used has its bytes, and no fingerprint', async () => {
    const ids = await added({ multipart: { file: asFile(new TextEncoder().encode('no sound'), 'a.mp3') } });
    const { body } = await refuse('getFingerprintOfFile', { bucket_id: bucketId, ids }, 404);
    expect(body.message).toContain('no fingerprint');
    const { data } = await succeed('getAudioOfFile', { bucket_id: bucketId, ids });
    expect(await fetch(data.url).then((answer) => answer.text())).toBe('no sound');
  });

  it('a file that is nowhere', async () => {
    const nowhere = { bucket_id: bucketId, ids: 1 };
    expect((await refuse('getAudioOfFile', nowhere, 404)).body.message).toBe('No such file.');
    expect((await refuse('getFingerprintOfFile', nowhere, 404)).body.message).toBe('No such file.');
  });
});
