import * as z from 'zod';
import { pageOf, pageQuery } from '#api/answers/pages.ts';
import {
  fileBucketId,
  fileRefList,
  fileRefs,
  oneOf,
  optional,
  text,
  userDefined,
  wholeNumber,
} from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import { Invalid } from '#domain/errors.ts';
import type { FileChanges, FileRef } from '#domain/ports/file.ts';
import { addedFile, file } from './file.ts';
import { newFile } from './new-file.ts';

const singleFile = z.object({ data: file });
const someFiles = z.object({ data: z.array(file) });

const params = z.object({ bucket_id: fileBucketId });
const someParams = params.extend({ ids: fileRefs });

const fileChanges = z.object({
  title: optional(text().meta({ examples: ['First song'] })),
  user_defined: optional(userDefined.describe('Takes the place of all that was there.')),
});

export const fileRoutes = {
  addFile: {
    summary: 'Adds a file to a bucket; it is processed in the background.',
    refusals: [413],
    method: 'POST',
    path: '/api/buckets/{bucket_id}/files',
    resource: 'files',
    scope: 'write',
    params,
    body: newFile,
    status: 200,
    answer: z.object({ data: addedFile }),
  },
  listFiles: {
    summary: 'Lists the files of a bucket.',
    method: 'GET',
    path: '/api/buckets/{bucket_id}/files',
    resource: 'files',
    scope: 'read',
    params,
    query: z.object({
      ...pageQuery,
      search: optional(
        z.string().describe('Only files with this text in their title, in any case and however composed.'),
      ),
      keyword: optional(z.string().describe('Another name of `search`.')),
      sort: optional(
        oneOf(['id', 'created_at', 'status']).describe(
          'By id (the default), which `created_at` is too; or by `status`: the state, then id.',
        ),
      ).transform((sort) => (sort === 'status' ? sort : ('id' as const))),
      order: optional(oneOf(['asc', 'desc']).describe('Ascending (the default) or descending.')).transform(
        (order) => order ?? 'asc',
      ),
      state: optional(
        wholeNumber(-1, 1)
          .pipe(z.literal([-1, 0, 1]))
          .describe('Only files in this state: 0 processing, 1 ready, −1 error.'),
      ),
    }),
    status: 200,
    answer: pageOf(file, z.string()),
  },
  getFiles: {
    summary: 'Tells up to 100 files, in the order asked; unknown ones are left out.',
    refusals: [422],
    method: 'GET',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'read',
    params: someParams,
    status: 200,
    answer: someFiles,
  },
  updateFile: {
    summary:
      'Changes the title or the user-defined fields of a file. Without a body it moves the file into this bucket.',
    refusals: [409],
    method: 'PUT',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'write',
    params: someParams,
    /** Without a body it is a move: clients of the original send that. */
    body: fileChanges.optional(),
    status: 200,
    answer: z.union([singleFile, someFiles]),
  },
  moveFiles: {
    summary: 'Moves files into this bucket from wherever they are; id and acr_id stay.',
    refusals: [409, 422],
    method: 'PUT',
    path: '/api/buckets/{bucket_id}/files/{ids}/move',
    resource: 'files',
    scope: 'write',
    params: someParams,
    status: 200,
    answer: someFiles,
  },
  moveFilesFrom: {
    summary: 'Moves files of this bucket into another: as `moveFiles`, seen from the other side.',
    refusals: [409],
    method: 'POST',
    path: '/api/buckets/{bucket_id}/files/move',
    resource: 'files',
    scope: 'write',
    params,
    body: z.object({
      target_bucket_id: wholeNumber(1, Number.MAX_SAFE_INTEGER).meta({
        description: 'The bucket they go to.',
        examples: [193],
      }),
      ids: fileRefList,
    }),
    status: 200,
    answer: someFiles,
  },
  deleteFilesListed: {
    summary: 'Deletes the files of a list: as `deleteFiles`, with the ids in the body.',
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/files',
    resource: 'files',
    scope: 'write',
    params,
    body: z.object({ ids: fileRefList }),
    status: 204,
  },
  findFiles: {
    summary: 'Tells up to 100 files of the account, whatever bucket they are in; unknown ones are left out.',
    refusals: [422],
    method: 'GET',
    path: '/api/files/{ids}',
    resource: 'files',
    ours: true,
    scope: 'read',
    params: z.object({ ids: fileRefs }),
    status: 200,
    answer: someFiles,
  },
  deleteFiles: {
    summary: 'Deletes up to 100 files with all that was made of them; unknown ones are passed over.',
    refusals: [422],
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'write',
    params: someParams,
    status: 204,
  },
} as const satisfies Record<string, Route>;

/** Which file is changed, and how; undefined without a body, which asks for a move. Throws Invalid for several files. */
export function changeOf(
  ids: readonly FileRef[],
  body: z.output<typeof fileChanges> | undefined,
): { ref: FileRef; changes: FileChanges } | undefined {
  if (!body) return undefined;
  const [ref = 0, ...others] = ids;
  if (others.length > 0) throw new Invalid({ ids: ['A change is made to one file at a time.'] });
  const { title, user_defined: userDefined } = body;
  return { ref, changes: { ...(title !== undefined && { title }), ...(userDefined && { userDefined }) } };
}
