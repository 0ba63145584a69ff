import * as z from 'zod';
import type { FileRef } from '#domain/ports/file.ts';

/** Fields that several resources share. Forms and queries send text, JSON sends values: both are taken. */

const TEXT_LENGTH = 200;
const OWN_ID_LENGTH = 256;
const LABELS = 50;
const OBJECT_BYTES = 16 * 1024;

/** Undefined for what is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Undefined for what is nested too deeply to be written. */
export const writeJson = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

export const isWithin16KB = (text: string | undefined): boolean =>
  text !== undefined && new TextEncoder().encode(text).length <= OBJECT_BYTES;

/** Half a surrogate pair is no character, and no table takes it. */
export const isWellFormed = (text: string): boolean => text.isWellFormed();
export const ILL_FORMED = 'must be well-formed Unicode';

/** An empty text means that the field was not sent. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

/** As `optional`, but null takes away what is there. */
export const optionalOrNull = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.nullable().optional());

/** A text, or a number for one; JSON has rounded a larger one before we see it. */
export const text = (most = TEXT_LENGTH) =>
  z.preprocess(
    (value) =>
      typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : value,
    z
      .string('must be text; numbers beyond 2^53 go in quotes')
      .refine(isWellFormed, ILL_FORMED)
      .trim()
      .min(1, 'must not be empty')
      .max(most, `must have at most ${most} characters`),
  );

/** As `text`, but kept as it is sent, with the spaces around it: what the caller calls a thing by. */
export const ownId = z.preprocess(
  (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value),
  z
    .string('must be text; numbers beyond 2^53 go in quotes')
    .refine(isWellFormed, ILL_FORMED)
    .min(1, 'must not be empty')
    .max(OWN_ID_LENGTH, `must have at most ${OWN_ID_LENGTH} characters`),
);

/** A whole number, or digits. */
export const wholeNumber = (least: number, most: number) => {
  const sentence = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value),
    z.int(sentence).min(least, sentence).max(most, sentence),
  );
};

/** One of these texts, in any case. */
export const oneOf = <const V extends string>(
  values: readonly V[],
  sentence = `must be one of ${values.join(', ')}`,
) =>
  z.preprocess(
    (value) => {
      const told = typeof value === 'string' ? value.trim().toLowerCase() : value;
      return values.find((each) => each.toLowerCase() === told) ?? value;
    },
    z.enum(values, sentence),
  );

const words: Readonly<Record<string, number>> = { false: 0, true: 1 };

/** 0 or 1, as a number or word of any kind. */
export const flag = z.preprocess(
  (value) =>
    words[String(value).trim().toLowerCase()] ?? (/^[01]$/.test(String(value)) ? Number(value) : value),
  z.literal([0, 1], 'must be 0, 1, true or false'),
);

/** A JSON array, text holding one, a repeated field, or one plain text. */
export const labels = z.preprocess(
  (value) => {
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    // One too many is enough to refuse it by.
    if (Array.isArray(parsed)) return parsed.slice(0, LABELS + 1);
    return typeof value === 'string' ? [value] : value;
  },
  z
    .array(
      z
        .string('must be texts')
        .refine(isWellFormed, ILL_FORMED)
        .max(TEXT_LENGTH, `must have at most ${TEXT_LENGTH} characters each`),
      'must be a list of texts',
    )
    .max(LABELS, `must have at most ${LABELS} labels`)
    .meta({
      description:
        'A list; in forms also `labels[]` or `labels` repeated, a JSON array as text, or one plain text.',
      examples: [['new', 'pop']],
    }),
);

/** An object, or text holding one; PHP spells the empty one []. Text that is no JSON stays, to be refused as sent. */
export const userDefined = z.preprocess(
  (value) => {
    const parsed = typeof value === 'string' ? (parseJson(value) ?? value) : value;
    return Array.isArray(parsed) && parsed.length === 0 ? {} : parsed;
  },
  z
    .record(z.string(), z.unknown(), 'must be a JSON object')
    .refine((value) => isWithin16KB(writeJson(value)), 'must have at most 16 KB as JSON')
    .meta({
      description: 'Fields of your own: an object, or text that holds one as JSON. At most 16 KB.',
      examples: [{ isrc: 'GBAAA2400001' }],
    }),
);

/** A bucket's id in a path; what cannot be one is 0, which no bucket has. */
const bucketIdSuchAs = (example: number) =>
  z
    .string()
    .meta({ type: 'integer', minimum: 1, description: 'The id of the bucket.', examples: [example] })
    .transform((id) => (/^[1-9]\d{0,15}$/.test(id) ? Number(id) : 0));

// The examples are the ids that the README's lines make: first a bucket of recordings, then one of files.
export const bucketId = bucketIdSuchAs(65);
export const fileBucketId = bucketIdSuchAs(129);

/** An id in a path; what cannot be one is '', which nothing has. */
export const pathId = (shape: RegExp, description: string, example: string) =>
  z
    .string()
    .meta({ description, examples: [example] })
    .transform((id) => (shape.test(id) ? id : ''));

const ACR_ID = /^[0-9a-f]{32}$/;
const MANY_IDS = 'must have at most 100 ids: send the others in another call';

/** Ids in a path, separated by commas; what cannot be one is left out, as unknown ones are. */
const ids = <T>(description: string, example: string, read: (id: string) => T | undefined) =>
  z
    .string()
    .meta({ description: `${description}, separated by commas, at most 100.`, examples: [example] })
    .transform((list) => list.split(',').filter(Boolean))
    .pipe(z.array(z.string()).max(100, MANY_IDS))
    .transform((list) => list.flatMap((id) => read(id) ?? []));

const readAcrId = (id: string) => (ACR_ID.test(id.toLowerCase()) ? id.toLowerCase() : undefined);

const readFileRef = (id: string): FileRef | undefined =>
  /^[1-9]\d{0,15}$/.test(id) ? Number(id) : readAcrId(id);

export const fileRefs = ids('Ids or acr_ids of files', '34628173825', readFileRef);

/** The same in a body: a list of them, or a text as in paths. */
export const fileRefList = z.preprocess(
  (value) =>
    value === undefined || value === null
      ? undefined
      : [value].flat().flatMap((each) => (typeof each === 'string' ? each.split(',').filter(Boolean) : each)),
  z
    .array(z.union([z.string(), z.number()], 'must be a list of ids or acr_ids'))
    .min(1, 'is required')
    .max(100, MANY_IDS)
    .meta({ description: 'Ids or acr_ids of files, at most 100.', examples: [[34628173825]] })
    .transform((ids) => ids.flatMap((id) => readFileRef(String(id).trim()) ?? [])),
);

/** What cannot be one is 0, which no file has. */
export const fileRef = z
  .string()
  .meta({ description: 'The id or acr_id of a file.', examples: ['34628173825'] })
  .transform((id) => readFileRef(id) ?? 0);

export const acrIds = ids('The acr_ids of entries', '3f0c2a9b5d7e41868c1b7a2f9e6d4c50', readAcrId);

/** A `file` part of a multipart body. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const uploadedFile = z
  .custom<UploadedFile>(
    (value) => value instanceof Object && 'bytes' in value && value.bytes instanceof Uint8Array,
    'must be one file part of a multipart/form-data body',
  )
  .refine(({ bytes }) => bytes.length > 0, 'must not be empty: this file has no bytes')
  .meta({
    type: 'string',
    contentMediaType: 'application/octet-stream',
    description: 'The bytes of the file.',
  });

/** Times in answers. */
export const fileTimestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  .describe('UTC, such as `2020-12-24T08:49:17.000000Z`.');
export const bucketTimestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .describe('UTC, such as `2021-02-18 09:11:23`.');

/** What the description says of fingerprints. */
export const FINGERPRINT =
  'A Chromaprint fingerprint: what `fpcalc -length 0` prints, or its compressed base64 alone, of one recording; in UTF-8 or UTF-16. Raw words tell nothing of their algorithm: send those of fpcalc’s own, number 2; others are taken for it and match nothing.';

export const acrId = z
  .string()
  .regex(ACR_ID, 'must be an acr_id: 32 lower-case hex characters')
  .describe('32 lower-case hex characters, unguessable; taken wherever the id is.');

/** `2020-12-24T08:49:17.000000Z`, as files tell times. */
export const fileTime = (time: Date): string => time.toISOString().replace('Z', '000Z');

/** `2021-02-18 09:11:23`, as buckets and dedup groups tell times. */
export const bucketTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');
