import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { call, newBucket, settled, succeed } from './client.ts';

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
  });

  it('needs an acr_id of a file of the account', async () => {
    const bucketId = await newBucket('File');
    const send = (json: object) => call('POST', `/api/buckets/${bucketId}/files`, { json });
    const missing = await send({ data_type: 'acrid' });
    expect(missing.status).toBe(422);
    expect(missing.body).toMatchObject({ errors: { acrid: ['The acrid field is required.'] } });
    expect((await send({ data_type: 'acrid', acrid: 'f'.repeat(32) })).status).toBe(422);
    expect((await send({ data_type: 'acrid', acrid: 'nonsense' })).status).toBe(422);
  });
});
