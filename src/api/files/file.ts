import * as z from 'zod';
import { acrId, fileTime, fileTimestamp } from '#api/fields.ts';
import { dataTypes, type File } from '#domain/ports/file.ts';

export const file = z
  .object({
    id: z.int().positive().describe('Unique over all regions, never used again.'),
    uid: z.int().describe('The account it belongs to.'),
    bucket_id: z.int().positive(),
    acr_id: acrId,
    state: z.literal([0, 1, -1]).describe('0 processing, 1 ready, −1 error.'),
    title: z.string(),
    file_name: z
      .string()
      .nullable()
      .describe('The name of the file as it was sent, with its ending; null when there was none.'),
    audio_id: z.string().describe('The caller’s own id; empty when there is none.'),
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
    format: z
      .string()
      .nullable()
      .describe(
        'What was decoded, by its codec, such as `mp3`; null before it is known and for a fingerprint.',
      ),
    bit_rate: z.int().nullable().describe('Bits a second, over the whole file.'),
    sample_rate: z.int().nullable().describe('Hertz.'),
    channels: z.int().nullable(),
    lossless: z.boolean().nullable(),
    notice: z.string().nullable().describe('What of it was lost in decoding, in one sentence.'),
  })
  .meta({ id: 'File' });
export const addedFile = file
  .extend({
    duration: z
      .string()
      .regex(/^\d+\.\d{6}$/)
      .describe('Seconds, as far as the header tells; later whole seconds.'),
  })
  .meta({ id: 'AddedFile' });

/** A file as every answer but that to its upload tells it. */
export function presentFile(of: File): z.input<typeof file> {
  return {
    id: of.id,
    uid: of.uid,
    bucket_id: of.bucketId,
    acr_id: of.acrId,
    state: of.state,
    title: of.title,
    file_name: of.fileName,
    audio_id: of.audioId ?? '',
    duration: Math.round(of.duration),
    user_defined: of.userDefined,
    created_at: fileTime(of.createdAt),
    updated_at: fileTime(of.updatedAt),
    error: of.error,
    data_type: of.dataType,
    size: of.size,
    md5: of.md5,
    format: of.audio?.format ?? null,
    bit_rate: of.audio?.bitRate ?? null,
    sample_rate: of.audio?.sampleRate ?? null,
    channels: of.audio?.channels ?? null,
    lossless: of.audio?.lossless ?? null,
    notice: of.audio?.notice ?? null,
  };
}

/** A file in the answer to its upload: the duration in seconds is what its header tells, if it does. */
export const presentNewFile = (of: File, duration: number | undefined): z.input<typeof addedFile> => ({
  ...presentFile(of),
  duration: (duration ?? 0).toFixed(6),
});
