import { presentIdentified } from '#api/duplicates/identify.ts';
import { identify } from '#domain/duplicates/identify.ts';
import { recordingOf } from '#domain/files/upload.ts';
import { listen } from '#media/listen.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  identifySample: async ({ caller, params, body }) => {
    const { file, fingerprint, limit } = body;
    const sample = await recordingOf(file ?? fingerprint ?? '', listen);
    return presentIdentified(await identify(deployment, caller, params.bucket_id, sample, limit));
  },
});
