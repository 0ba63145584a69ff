import { presentPage, rangeOf } from '#api/answers/pages.ts';
import { presentFile, presentNewFile } from '#api/files/file.ts';
import { descriptionOf, sourceOf } from '#api/files/new-file.ts';
import { presentPlayback } from '#api/files/playing.ts';
import { changeOf } from '#api/files/routes.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { getFiles, listFiles, updateFile } from '#domain/files/files.ts';
import { findFiles } from '#domain/files/locate.ts';
import { moveFiles, moveFilesFrom } from '#domain/files/moves.ts';
import { getFingerprint, getPlayback } from '#domain/files/playing.ts';
import type { File } from '#domain/ports/file.ts';
import { headerDuration } from '#media/headers/header.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

const listed = (files: readonly File[]) => ({ data: files.map(presentFile) });

export const handler = api({
  addFile: async ({ caller, params, attempt, body, requestId }) => {
    const source = sourceOf(body);
    const file = await addFile(
      deployment,
      caller,
      params.bucket_id,
      descriptionOf(body, requestId),
      source,
      attempt,
    );
    const bytes = source.dataType === 'audio' ? source.upload.bytes : undefined;
    return { data: presentNewFile(file, bytes && headerDuration(bytes, bytes.length)) };
  },

  listFiles: async ({ caller, params, query, url }) => {
    const { search, keyword, sort, order, state } = query;
    const list = { search: search ?? keyword, sort, order, state, ...rangeOf(query) };
    const { files, total } = await listFiles(deployment, caller, params.bucket_id, list);
    const page = presentPage(url, query, files.map(presentFile), total);
    return { ...page, meta: { ...page.meta, per_page: String(query.per_page) } };
  },

  getFiles: async ({ caller, params }) => {
    const files = await getFiles(deployment, caller, params.bucket_id, params.ids);
    return { data: files.map(presentFile) };
  },

  updateFile: async ({ caller, params, body, time }) => {
    const change = changeOf(params.ids, body);
    if (!change) return listed(await moveFiles(deployment, caller, params.bucket_id, params.ids, time));
    const { ref, changes } = change;
    return { data: presentFile(await updateFile(deployment, caller, params.bucket_id, ref, changes)) };
  },

  moveFiles: async ({ caller, params, time }) =>
    listed(await moveFiles(deployment, caller, params.bucket_id, params.ids, time)),

  moveFilesFrom: async ({ caller, params, body, attempt, time }) => {
    const { target_bucket_id: to, ids } = body;
    return listed(await moveFilesFrom(deployment, caller, params.bucket_id, to, ids, attempt, time));
  },

  getFingerprintOfFile: async ({ caller, params }) => {
    const { file, fingerprint } = await getFingerprint(deployment, caller, params.bucket_id, params.ids);
    const { words, duration } = fingerprint;
    return { data: { acr_id: file.acrId, duration, fingerprint: encodeFingerprint(words) } };
  },

  getAudioOfFile: async ({ caller, params }) =>
    presentPlayback(await getPlayback(deployment, caller, params.bucket_id, params.ids)),

  findFiles: async ({ caller, params }) => listed(await findFiles(deployment, caller, params.ids)),

  deleteFilesListed: ({ caller, params, body, time }) =>
    deleteFiles(deployment, caller, params.bucket_id, body.ids, time),

  deleteFiles: ({ caller, params, time }) =>
    deleteFiles(deployment, caller, params.bucket_id, params.ids, time),
});
