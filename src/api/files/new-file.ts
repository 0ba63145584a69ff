import * as z from 'zod';
import { acrId, FINGERPRINT, oneOf, optional, ownId, text, uploadedFile, userDefined } from '#api/fields.ts';
import type { Description, Source } from '#domain/files/adding.ts';
import { type DataType, dataTypes } from '#domain/ports/file.ts';

const URL_LENGTH = 2000;
/** The longest text a fingerprint of 24 hours can have. */
const FINGERPRINT_LENGTH = 4_500_000;

/** What may be said of any new file. */
export const described = {
  title: optional(
    text().meta({
      description: 'The file’s name without its ending when not sent.',
      examples: ['First song'],
    }),
  ),
  user_defined: optional(userDefined),
  audio_id: optional(ownId.describe('An id of your own.')),
};
export const dataTypeAmong = <T extends string>(types: readonly T[]) =>
  oneOf(types).describe('What is sent; when not told, what the other fields say: `audio` for a `file`.');

/** Where it leads is looked at when it is downloaded: only then is that known. */
const webUrl = text(URL_LENGTH)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), 'must be an http or https URL')
  .meta({
    description: 'Of `audio_url`: where the audio is on the public internet, up to 1 GB.',
    examples: ['https://media.example.com/song.mp3'],
  });

/** The field each kind comes in; a fingerprint may be text as well. */
const needs = { audio: 'file', fingerprint: 'file', audio_url: 'url', acrid: 'acrid' } as const;

/** Of what comes without one. */
function typeOf({ file, url, acrid }: { file?: unknown; url?: unknown; acrid?: unknown }): DataType {
  if (file !== undefined) return 'audio';
  if (url !== undefined) return 'audio_url';
  return acrid === undefined ? 'fingerprint' : 'acrid';
}

export const newFile = z
  .object({
    ...described,
    data_type: optional(dataTypeAmong(dataTypes)),
    audio_type: optional(oneOf(dataTypes).describe('Another name of `data_type`.')),
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
  .transform((body) => ({ ...body, data_type: body.data_type ?? body.audio_type ?? typeOf(body) }) as const)
  .superRefine((body, context) => {
    const needed = needs[body.data_type];
    const isThere = body[needed] ?? (body.data_type === 'fingerprint' ? body.fingerprint : undefined);
    if (isThere === undefined) context.addIssue({ code: 'custom', path: [needed], message: 'is required' });
  });

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
  const sent = upload ?? { name: '', bytes: new TextEncoder().encode(fingerprint) };
  if (data_type === 'audio') return { dataType: data_type, upload: sent };
  return { dataType: data_type, upload: sent, field: upload ? 'file' : 'fingerprint' };
}

/** What the body of a new file says of it. */
export const descriptionOf = (
  body: {
    title?: string | undefined;
    audio_id?: string | undefined;
    user_defined?: Record<string, unknown> | undefined;
  },
  request: string,
): Description => ({
  title: body.title,
  audioId: body.audio_id ?? null,
  userDefined: body.user_defined ?? {},
  request,
});
