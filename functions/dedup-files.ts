import { presentPage, rangeOf } from '#api/answers/pages.ts';
import { presentGroup, presentVerdict } from '#api/dedup/routes.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { getGroup, listGroups } from '#domain/dedup/groups.ts';
import { withHearings } from '#domain/dedup/hearing.ts';
import { recordingOf } from '#domain/files/upload.ts';
import { listen } from '#media/listen.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';
import { tell } from './services/metrics.ts';

export const handler = api({
  addDedupFile: async ({ caller, params, body, attempt, time }) => {
    const { id: trackId, file, fingerprint: text, hearings = [], db_if_nodup: keep } = body;
    const fingerprint = withHearings(await recordingOf(file ?? text ?? '', listen), hearings);
    const track = { trackId, fingerprint, keep, attempt, time };
    const begun = performance.now();
    const verdict = await addDedupFile(deployment, caller, params.bucket_id, track);
    tell(verdict.inserted ? 'InsertTime' : 'LookTime', performance.now() - begun);
    return { data: presentVerdict(verdict) };
  },

  listGroups: async ({ caller, params, query, url }) => {
    const { groups, total } = await listGroups(deployment, caller, params.bucket_id, rangeOf(query));
    const page = presentPage(url, query, groups.map(presentGroup), total);
    return { ...page, meta: { ...page.meta, per_page: String(query.per_page) } };
  },

  getGroup: async ({ caller, params }) => ({
    data: [presentGroup(await getGroup(deployment, caller, params.bucket_id, params.ids))],
  }),

  deleteDedupFiles: ({ caller, params, time }) =>
    deleteDedupFiles(deployment, caller, params.bucket_id, params.ids, time),
});
