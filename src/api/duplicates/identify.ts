import * as z from 'zod';
import { placement, presentPlacement, relation } from '#api/answers/placement.ts';
import { acrId, FINGERPRINT, fileBucketId, optional, uploadedFile, wholeNumber } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import type { Identified } from '#domain/duplicates/identify.ts';

const MOST = 20;

const identified = z
  .object({
    id: z
      .union([z.int().positive(), z.string()])
      .describe('The id of the file; of an entry its first track id.'),
    acr_id: acrId,
    title: z.string().nullable().describe('Of a file; an entry has none.'),
    relation,
    ...placement,
    offset: z.number().describe('Where in this recording the sample begins, in seconds.'),
  })
  .meta({ id: 'Identified' });

export const identifyRoutes = {
  identifySample: {
    summary: 'Tells in which recordings of a bucket a sample sounds, and where; nothing is kept.',
    refusals: [413],
    method: 'POST',
    path: '/api/buckets/{bucket_id}/identify',
    resource: 'identify',
    ours: true,
    scope: 'read',
    params: z.object({ bucket_id: fileBucketId }),
    body: z
      .object({
        file: optional(
          uploadedFile.describe('Audio of 5 s and more, up to 4.5 MB and 10 minutes; or a fingerprint file.'),
        ),
        fingerprint: optional(z.string('must be text').describe(FINGERPRINT)),
        limit: optional(
          wholeNumber(1, MOST).describe(`How many are told at most; ${MOST} when not sent.`),
        ).transform((limit) => limit ?? MOST),
      })
      .superRefine(({ file, fingerprint }, context) => {
        if (!file && fingerprint === undefined)
          context.addIssue({ code: 'custom', path: ['file'], message: 'is required' });
      }),
    status: 200,
    answer: z.object({ data: z.array(identified) }),
  },
} as const satisfies Record<string, Route>;

export const presentIdentified = (found: readonly Identified[]) => ({
  data: found.map(
    (each): z.input<typeof identified> => ({
      id: each.id,
      acr_id: each.acrId,
      title: each.title,
      relation: each.relation,
      ...presentPlacement(each),
    }),
  ),
});
