import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { newBucket, refuse, settled, succeed } from './client.ts';

const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 51, seconds: 10 })));

describe('a file made of an acr_id', () => {
  it('takes the fingerprint of the file it names, in another region too', async () => {
    const there = await newBucket('File', 'us-west-2');
    const json = { title: 'Original', fingerprint, data_type: 'fingerprint' };
    const original = (await succeed('addFile', { bucket_id: there }, { json })).data;
    await settled(there, original.id);

    const here = await newBucket('File', 'eu-west-1');
    const form = { data_type: 'acrid', acrid: original.acr_id };
    const { data } = await succeed('addFile', { bucket_id: here }, { form });
    expect(data).toMatchObject({ state: 0, title: 'Original', data_type: 'acrid', duration: '0.000000' });
    expect(data.acr_id).not.toBe(original.acr_id);
    expect(await settled(here, data.id)).toMatchObject({ state: 1, duration: 10, size: null, md5: null });
    const alone = await succeed('addFile', { bucket_id: here }, { form: { acrid: original.acr_id } });
    expect(alone.data.data_type).toBe('acrid');
  });

  it('needs an acr_id of a file of the account', async () => {
    const bucket_id = await newBucket('File');
    const theirs = await addedByAnother();
    for (const acrid of [undefined, 'f'.repeat(32), 'nonsense', theirs]) {
      const { body } = await refuse('addFile', { bucket_id }, 422, { json: { data_type: 'acrid', acrid } });
      expect(Object.keys(body.errors ?? {})).toEqual(['acrid']);
    }
    expect((await succeed('listFiles', { bucket_id })).meta.total).toBe(0);
  });
});

/** The acr_id of another account's file. */
async function addedByAnother(): Promise<string> {
  const made = await succeed('createToken', {}, { json: { name: 'other', scopes: ['admin'], uid: 99 } });
  const { token } = made.data;
  const json = { name: 'theirs', type: 'File', region: 'eu-west-1' };
  const bucket = await succeed('createBucket', {}, { token, json });
  const sent = { token, json: { title: 'theirs', fingerprint } };
  return (await succeed('addFile', { bucket_id: bucket.data.id }, sent)).data.acr_id;
}
