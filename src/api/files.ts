import * as z from 'zod';
import type { Description, Source } from '#domain/adding.ts';
import { Invalid } from '#domain/errors.ts';
import { dataTypes, type File, type FileChanges, type FileRef, uploadTypes } from '#domain/file.ts';
import {
  acrId,
  bucketId,
  FINGERPRINT,
  fileRefs,
  fileTime,
  fileTimestamp,
  optional,
  text,
  uploadedFile,
  userDefined,
  wholeNumber,
} from './fields.ts';
import { pageOf, pageQuery } from './pages.ts';
import type { Route } from './route.ts';

const file = z
  .object({
    id: z.int().positive().describe('Unique over all regions, never used again.'),
    uid: z.int().describe('The account it belongs to.'),
    bucket_id: z.int().positive(),
    acr_id: acrId,
    state: z.literal([0, 1, -1]).describe('0 processing, 1 ready, −1 error.'),
    title: z.string(),
    audio_id: z.string().nullable().describe('The caller’s own id.'),
    duration: z
      .union([z.int(), z.string().regex(/^\d+\.\d{6}$/)])
      .describe('Seconds: in the answer to an upload what the header tells, as text; later whole seconds.'),
    user_defined: z.record(z.string(), z.unknown()),
    created_at: fileTimestamp,
    updated_at: fileTimestamp,
    error: z.string().nullable().describe('Why it is in state −1, in one sentence.'),
    data_type: z.enum(dataTypes),
    size: z.int().nullable().describe('Bytes of the audio; null for a fingerprint, or until they are known.'),
    md5: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .nullable()
      .describe('MD5 of those bytes, in hex.'),
  })
  .meta({ id: 'File' });
const addedFile = file
  .extend({
    duration: z
      .string()
      .regex(/^\d+\.\d{6}$/)
      .describe('Seconds, as far as the header tells; later whole seconds.'),
  })
  .meta({ id: 'AddedFile' });
const singleFile = z.object({ data: file });
const someFiles = z.object({ data: z.array(file) });

const AUDIO_ID_LENGTH = 256;
const URL_LENGTH = 2000;
/** The longest text a fingerprint of 24 hours can have. */
const FINGERPRINT_LENGTH = 4_500_000;

const described = {
  title: optional(
    text().meta({
      description: 'The file’s name without its ending when not sent.',
      examples: ['First song'],
    }),
  ),
  user_defined: optional(userDefined),
  audio_id: optional(text(AUDIO_ID_LENGTH).describe('An id of your own.')),
};
const oneOf = <T extends string>(types: readonly T[]) =>
  z.enum(types, `must be one of ${types.join(', ')}`).describe('What is sent; `audio` when there is a file.');

/** Where it leads is looked at when it is downloaded: only then is that known. */
const webUrl = text(URL_LENGTH)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), 'must be an http or https URL')
  .meta({
    description: 'Of `audio_url`: where the audio is on the public internet, up to 1 GB.',
    examples: ['https://media.example.com/song.mp3'],
  });

const params = z.object({ bucket_id: bucketId });
const someParams = params.extend({ ids: fileRefs });

/** The field each kind comes in; a fingerprint may be text as well. */
const needs = { audio: 'file', fingerprint: 'file', audio_url: 'url', acrid: 'acrid' } as const;

const newFile = z
  .object({
    ...described,
    data_type: optional(oneOf(dataTypes)),
    url: optional(webUrl.describe('For `audio_url`: an address on the public internet; it is downloaded.')),
    acrid: optional(
      acrId.describe('For `acrid`: the acr_id of a file of yours, whose fingerprint is taken.'),
    ),
    file: optional(uploadedFile),
    fingerprint: optional(
      z
        .string('must be text')
        .max(FINGERPRINT_LENGTH, 'is too long: send it as a direct upload')
        .describe(FINGERPRINT),
    ),
  })
  .transform(
    (body) => ({ ...body, data_type: body.data_type ?? (body.file ? 'audio' : 'fingerprint') }) as const,
  )
  .superRefine((body, context) => {
    const needed = needs[body.data_type];
    const isThere = body[needed] ?? (body.data_type === 'fingerprint' ? body.fingerprint : undefined);
    if (isThere === undefined) context.addIssue({ code: 'custom', path: [needed], message: 'is required' });
  });

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
      search: optional(z.string().describe('Only files with this text in their title, in any case.')),
      sort: optional(
        z
          .enum(['id', 'status'], 'must be id or status')
          .describe('By id (the default), or by state, then id.'),
      ).transform((sort) => sort ?? 'id'),
      order: optional(
        z.enum(['asc', 'desc'], 'must be asc or desc').describe('Ascending (the default) or descending.'),
      ).transform((order) => order ?? 'asc'),
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
  addUpload: {
    summary: 'Adds a file whose bytes are then sent straight to storage, up to 5 GB.',
    method: 'POST',
    path: '/api/buckets/{bucket_id}/uploads',
    resource: 'uploads',
    scope: 'write',
    params,
    body: z.object({
      ...described,
      file_name: text(1024).meta({ description: 'Its name, with the ending.', examples: ['song.wav'] }),
      size: optional(wholeNumber(0, 5 * 1024 ** 3).describe('Its bytes; when sent, as many must come.')),
      data_type: optional(oneOf(uploadTypes)).transform((type) => type ?? 'audio'),
    }),
    status: 201,
    answer: z.object({
      data: addedFile,
      upload: z.object({
        method: z.literal('PUT'),
        url: z.url().describe('Where the bytes go: it takes them once.'),
        headers: z.record(z.string(), z.string()).describe('To be sent with them.'),
        expires_at: fileTimestamp,
      }),
    }),
  },
} as const satisfies Record<string, Route>;

/** What the body of a new file says it is made of; which fields it needs has been checked. */
export function sourceOf({
  data_type,
  file: upload,
  fingerprint,
  url,
  acrid,
}: z.output<typeof newFile>): Source {
  if (data_type === 'audio_url') return { dataType: data_type, url: url ?? '' };
  if (data_type === 'acrid') return { dataType: data_type, acrId: acrid ?? '' };
  return {
    dataType: data_type,
    upload: upload ?? { name: '', bytes: new TextEncoder().encode(fingerprint) },
  };
}

/** What the body of a new file says of it. */
export const descriptionOf = (body: {
  title?: string | undefined;
  audio_id?: string | undefined;
  user_defined?: Record<string, unknown> | undefined;
}): Description => ({
  title: body.title,
  audioId: body.audio_id ?? null,
  userDefined: body.user_defined ?? {},
});

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

/** A file as every answer but that to its upload tells it. */
export function presentFile(of: File): z.input<typeof file> {
  return {
    id: of.id,
    uid: of.uid,
    bucket_id: of.bucketId,
    acr_id: of.acrId,
    state: of.state,
    title: of.title,
    audio_id: of.audioId,
    duration: Math.round(of.duration),
    user_defined: of.userDefined,
    created_at: fileTime(of.createdAt),
    updated_at: fileTime(of.updatedAt),
    error: of.error,
    data_type: of.dataType,
    size: of.size,
    md5: of.md5,
  };
}

/** A file in the answer to its upload: the duration in seconds is what its header tells, if it does. */
export const presentNewFile = (of: File, duration: number | undefined): z.input<typeof addedFile> => ({
  ...presentFile(of),
  duration: (duration ?? 0).toFixed(6),
});
