import * as z from 'zod';
import { dataTypes, type File, uploadTypes } from '#domain/file.ts';
import {
  bucketId,
  fileRefs,
  fileTime,
  optional,
  text,
  uploadedFile,
  userDefined,
  wholeNumber,
} from './fields.ts';
import { pageOf, pageQuery } from './pages.ts';
import type { Route } from './route.ts';

const file = z.object({
  id: z.int(),
  uid: z.int(),
  bucket_id: z.int(),
  acr_id: z.string(),
  state: z.literal([0, 1, -1]),
  title: z.string(),
  audio_id: z.string().nullable(),
  /** Six decimals in the answer to an upload, whole seconds later. */
  duration: z.union([z.int(), z.string().regex(/^\d+\.\d{6}$/)]),
  user_defined: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  updated_at: z.string(),
  error: z.string().nullable(),
  data_type: z.enum(dataTypes),
  size: z.int().nullable(),
  md5: z.string().nullable(),
});
const singleFile = z.object({ data: file });
const someFiles = z.object({ data: z.array(file) });

const AUDIO_ID_LENGTH = 256;
const URL_LENGTH = 2000;
/** The longest text a fingerprint of 24 hours can have. */
const FINGERPRINT_LENGTH = 4_500_000;

const described = {
  title: optional(text()),
  user_defined: optional(userDefined),
  audio_id: optional(text(AUDIO_ID_LENGTH)),
};
const oneOf = <T extends string>(types: readonly T[]) => z.enum(types, `must be one of ${types.join(', ')}`);

/** Where it leads is looked at when it is downloaded: only then is that known. */
const webUrl = text(URL_LENGTH).refine(
  (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
  'must be an http or https URL',
);

const params = z.object({ bucket_id: bucketId });
const someParams = params.extend({ ids: fileRefs });

const newFile = z
  .object({
    ...described,
    data_type: optional(oneOf(dataTypes)),
    url: optional(webUrl),
    file: optional(uploadedFile),
    fingerprint: optional(
      z.string('must be text').max(FINGERPRINT_LENGTH, 'is too long: send it as a direct upload'),
    ),
  })
  .transform(
    (body) => ({ ...body, data_type: body.data_type ?? (body.file ? 'audio' : 'fingerprint') }) as const,
  )
  .superRefine(({ data_type, file: upload, fingerprint, url }, context) => {
    const isUrl = data_type === 'audio_url';
    const isThere = isUrl ? url : (upload ?? (data_type === 'fingerprint' ? fingerprint : undefined));
    if (isThere !== undefined) return;
    context.addIssue({ code: 'custom', path: [isUrl ? 'url' : 'file'], message: 'is required' });
  });

export const fileRoutes = {
  addFile: {
    method: 'POST',
    path: '/api/buckets/{bucket_id}/files',
    resource: 'files',
    scope: 'write',
    params,
    body: newFile,
    status: 200,
    answer: singleFile,
  },
  listFiles: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/files',
    resource: 'files',
    scope: 'read',
    params,
    query: z.object({
      ...pageQuery,
      search: optional(z.string()),
      sort: optional(z.enum(['id', 'status'], 'must be id or status')).transform((sort) => sort ?? 'id'),
      order: optional(z.enum(['asc', 'desc'], 'must be asc or desc')).transform((order) => order ?? 'asc'),
      state: optional(wholeNumber(-1, 1).pipe(z.literal([-1, 0, 1]))),
    }),
    status: 200,
    answer: pageOf(file, z.string()),
  },
  getFiles: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'read',
    params: someParams,
    status: 200,
    answer: someFiles,
  },
  updateFile: {
    method: 'PUT',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'write',
    params: someParams,
    /** Without a body it is a move: clients of the original send that. */
    body: z.object({ title: optional(text()), user_defined: optional(userDefined) }).optional(),
    status: 200,
    answer: z.union([singleFile, someFiles]),
  },
  moveFiles: {
    method: 'PUT',
    path: '/api/buckets/{bucket_id}/files/{ids}/move',
    resource: 'files',
    scope: 'write',
    params: someParams,
    status: 200,
    answer: someFiles,
  },
  deleteFiles: {
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/files/{ids}',
    resource: 'files',
    scope: 'write',
    params: someParams,
    status: 204,
  },
  addUpload: {
    method: 'POST',
    path: '/api/buckets/{bucket_id}/uploads',
    resource: 'uploads',
    scope: 'write',
    params,
    body: z.object({
      ...described,
      file_name: text(1024),
      size: optional(wholeNumber(0, 5 * 1024 ** 3)),
      data_type: optional(oneOf(uploadTypes)).transform((type) => type ?? 'audio'),
    }),
    status: 201,
    answer: z.object({
      data: file,
      upload: z.object({
        method: z.literal('PUT'),
        url: z.url(),
        headers: z.record(z.string(), z.string()),
        expires_at: z.string(),
      }),
    }),
  },
} as const satisfies Record<string, Route>;

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
export const presentNewFile = (of: File, duration: number | undefined): z.input<typeof file> => ({
  ...presentFile(of),
  duration: (duration ?? 0).toFixed(6),
});
