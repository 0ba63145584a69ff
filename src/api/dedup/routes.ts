import * as z from 'zod';
import { pageOf, pageQuery } from '#api/answers/pages.ts';
import { placement, presentPlacement, relation } from '#api/answers/placement.ts';
import {
  acrId,
  acrIds,
  bucketId,
  bucketTime,
  bucketTimestamp,
  FINGERPRINT,
  flag,
  optional,
  ownId,
  pathId,
  uploadedFile,
} from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import type { Verdict } from '#domain/dedup/adding.ts';
import type { DedupGroup } from '#domain/dedup/groups.ts';
import { hearings } from './hearings.ts';

const group = z
  .object({
    dup_files: z
      .array(z.string())
      .describe('The track ids in order of arrival, at most 1,000; empty for an entry alone.'),
    acr_id: acrId,
    created_at: bucketTimestamp,
    updated_at: bucketTimestamp,
    count: z.int().describe('How many track ids there are.'),
    matches: z.array(
      z.object({
        id: z.string().describe('The track id.'),
        ...placement,
      }),
    ),
  })
  .meta({ id: 'Group' });

const params = z.object({ bucket_id: bucketId });

export const dedupFileRoutes = {
  addDedupFile: {
    summary: 'Tells whether a bucket has this recording already, and enters it when it has not.',
    refusals: [409, 413],
    method: 'POST',
    path: '/api/buckets/{bucket_id}/dedup-files',
    resource: 'dedup-files',
    scope: 'write',
    params,
    body: z
      .object({
        id: ownId.meta({ description: 'Your own unique track id.', examples: ['track-1'] }),
        file: optional(uploadedFile.describe('A fingerprint file, or audio of up to 4.5 MB and 10 minutes.')),
        fingerprint: optional(z.string('must be text').describe(FINGERPRINT)),
        hearings: optional(hearings),
        db_if_nodup: optional(flag.describe('1 (the default) keeps it; 0 only asks.')).transform(
          (keep) => keep !== 0,
        ),
      })
      .superRefine(({ file, fingerprint }, context) => {
        if (!file && fingerprint === undefined) {
          context.addIssue({ code: 'custom', path: ['file'], message: 'is required' });
        }
      }),
    status: 200,
    answer: z.object({
      data: z.object({
        dup_files: z
          .array(z.string())
          .describe('The track ids known for this recording, those of the best matching entry first.'),
        acr_id: z.string().describe('The entry’s; empty when there is none and none was made.'),
        do_db: z.boolean().describe('Whether it became a new entry.'),
        related: z
          .array(
            z.object({
              id: z.string().describe('The first track id of the entry.'),
              acr_id: acrId,
              relation,
              ...placement,
            }),
          )
          .describe(
            'Entries that are no duplicates and yet share sound, at most 20, the most similar first.',
          ),
      }),
    }),
  },
  listGroups: {
    summary: 'Lists the groups of two or more track ids that are one recording.',
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dedup-files',
    resource: 'dedup-files',
    scope: 'read',
    params,
    query: z.object(pageQuery),
    status: 200,
    answer: pageOf(group, z.string()),
  },
  getGroup: {
    summary: 'Tells the group of a track id, or of an entry’s acr_id.',
    refusals: [422],
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dedup-files/{ids}',
    resource: 'dedup-files',
    scope: 'read',
    params: params.extend({
      ids: pathId(/^.{1,256}$/su, 'A track id, or the acr_id of an entry.', 'track-1'),
    }),
    status: 200,
    answer: z.object({ data: z.array(group) }),
  },
  deleteDedupFiles: {
    summary: 'Deletes up to 100 entries with their fingerprints and all their track ids.',
    refusals: [422],
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/dedup-files/{ids}',
    resource: 'dedup-files',
    scope: 'write',
    params: params.extend({ ids: acrIds }),
    status: 204,
  },
} as const satisfies Record<string, Route>;

/** What became of a submission. */
export const presentVerdict = ({ tracks, acrId, inserted, related }: Verdict) => ({
  dup_files: [...tracks],
  acr_id: acrId ?? '',
  do_db: inserted,
  related: related.flatMap(({ trackId, entry, match }) =>
    match.relation === null
      ? []
      : [{ id: trackId, acr_id: entry.acrId, relation: match.relation, ...presentPlacement(match) }],
  ),
});

/** A group; an entry alone has no duplicates to list. */
export function presentGroup({ entry, tracks: members }: DedupGroup): z.input<typeof group> {
  return {
    dup_files: entry.count > 1 ? members.map(({ trackId }) => trackId) : [],
    acr_id: entry.acrId,
    created_at: bucketTime(entry.createdAt),
    updated_at: bucketTime(entry.updatedAt),
    count: entry.count,
    matches: members.map((member) => ({ id: member.trackId, ...presentPlacement(member) })),
  };
}
