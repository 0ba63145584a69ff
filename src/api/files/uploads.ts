import * as z from 'zod';
import { fileBucketId, fileTimestamp, optional, text, wholeNumber } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import { uploadTypes } from '#domain/ports/file.ts';
import { addedFile } from './file.ts';
import { dataTypeAmong, described } from './new-file.ts';

export const uploadRoutes = {
  addUpload: {
    summary: 'Adds a file whose bytes are then sent straight to storage, up to 5 GB.',
    method: 'POST',
    path: '/api/buckets/{bucket_id}/uploads',
    resource: 'uploads',
    ours: true,
    scope: 'write',
    params: z.object({ bucket_id: fileBucketId }),
    body: z.object({
      ...described,
      file_name: text(1024).meta({ description: 'Its name, with the ending.', examples: ['song.wav'] }),
      size: optional(wholeNumber(0, 5 * 1024 ** 3).describe('Its bytes; when sent, as many must come.')),
      md5: optional(
        z
          .string()
          .regex(/^[0-9a-f]{32}$/i, 'must be an MD5 in hex')
          .describe('MD5 of its bytes, in hex; when sent, the storage takes no others.'),
      ),
      data_type: optional(dataTypeAmong(uploadTypes)).transform((type) => type ?? 'audio'),
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
