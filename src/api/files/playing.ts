import * as z from 'zod';
import { acrId, fileBucketId, fileRef, fileTime, fileTimestamp } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import type { Playback } from '#domain/files/playing.ts';

const common = {
  method: 'GET',
  resource: 'files',
  scope: 'read',
  ours: true,
  status: 200,
  params: z.object({ bucket_id: fileBucketId, ids: fileRef }),
} as const;

const fingerprint = z
  .object({
    acr_id: acrId,
    duration: z.number().describe('Seconds of the recording.'),
    fingerprint: z.string().describe('As `fpcalc -length 0` prints it; it may be sent as any fingerprint.'),
  })
  .meta({ id: 'Fingerprint' });

const playback = z
  .object({
    url: z.url().describe('Of the audio itself; it needs no token.'),
    expires_at: fileTimestamp.describe('When it lapses: five minutes from now.'),
  })
  .meta({ id: 'Playback' });

export const playingRoutes = {
  getFingerprintOfFile: {
    ...common,
    summary: 'Tells the fingerprint of a file.',
    path: '/api/buckets/{bucket_id}/files/{ids}/fingerprint',
    answer: z.object({ data: fingerprint }),
  },
  getAudioOfFile: {
    ...common,
    summary: 'Tells an address from which a stored file can be played for five minutes.',
    path: '/api/buckets/{bucket_id}/files/{ids}/audio',
    answer: z.object({ data: playback }),
  },
} as const satisfies Record<string, Route>;

export const presentPlayback = ({ url, expiresAt }: Playback) => ({
  data: { url, expires_at: fileTime(expiresAt) },
});
