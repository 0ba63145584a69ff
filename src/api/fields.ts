import * as z from 'zod';

/** Fields that several resources share. Forms and queries send text, JSON sends values: both are taken. */

const TEXT_LENGTH = 200;
const OBJECT_BYTES = 16 * 1024;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isJsonWithin = (value: unknown): boolean =>
  new TextEncoder().encode(JSON.stringify(value)).length <= OBJECT_BYTES;

/** An empty text means that the field was not sent. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

/** A text, or a number for one; JSON has rounded a larger one before we see it. */
export const text = (most = TEXT_LENGTH) =>
  z.preprocess(
    (value) =>
      typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : value,
    z
      .string('must be text; numbers beyond 2^53 go in quotes')
      .trim()
      .min(1, 'must not be empty')
      .max(most, `must have at most ${most} characters`),
  );

/** A whole number, or digits. */
export const wholeNumber = (least: number, most: number) => {
  const sentence = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value),
    z.int(sentence).min(least, sentence).max(most, sentence),
  );
};

/** A JSON array, text holding one, a repeated field, or one plain text. */
export const labels = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    if (value === '') return [];
    const parsed = parseJson(value);
    return Array.isArray(parsed) ? parsed : [value];
  },
  z
    .array(
      z.string('must be texts').max(TEXT_LENGTH, `must have at most ${TEXT_LENGTH} characters each`),
      'must be a list of texts',
    )
    .max(50, 'must be at most 50')
    .meta({
      description:
        'A list; in forms also `labels[]` or `labels` repeated, a JSON array as text, or one plain text.',
      examples: [['new', 'pop']],
    }),
);

/** An object, or text holding one; PHP spells the empty one []. */
export const userDefined = z.preprocess(
  (value) => {
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    return Array.isArray(parsed) && parsed.length === 0 ? {} : parsed;
  },
  z
    .record(z.string(), z.unknown(), 'must be a JSON object')
    .refine(isJsonWithin, 'must have at most 16 KB as JSON')
    .meta({
      description: 'Fields of your own: an object, or text that holds one as JSON. At most 16 KB.',
      examples: [{ isrc: 'GBAAA2400001' }],
    }),
);

/** A bucket's id in a path; what cannot be one is 0, which no bucket has. */
export const bucketId = z
  .string()
  .meta({ type: 'integer', minimum: 1, description: 'The id of the bucket.', examples: [65] })
  .transform((id) => (/^[1-9]\d{0,15}$/.test(id) ? Number(id) : 0));

/** File ids and acr_ids, separated by commas. */
export const fileRefs = z
  .string()
  .meta({
    description: 'Ids or acr_ids of files, separated by commas, at most 100.',
    examples: ['17448304641'],
  })
  .transform((refs) => refs.split(',').filter(Boolean))
  .pipe(z.array(z.string()).max(100, 'must be at most 100'))
  .transform((refs) => refs.map((ref) => (/^[1-9]\d{0,15}$/.test(ref) ? Number(ref) : ref.toLowerCase())));

export const acrIds = z
  .string()
  .meta({
    description: 'The acr_ids of entries, separated by commas, at most 100.',
    examples: ['3f0c2a9b5d7e41868c1b7a2f9e6d4c50'],
  })
  .transform((ids) => ids.split(',').filter(Boolean))
  .pipe(z.array(z.string()).max(100, 'must be at most 100'));

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
  .meta({
    type: 'string',
    contentMediaType: 'application/octet-stream',
    description: 'The bytes of the file.',
  });

/** What the description says of times and fingerprints. */
export const FILE_TIME = 'UTC, such as `2020-12-24T08:49:17.000000Z`.';
export const BUCKET_TIME = 'UTC, such as `2021-02-18 09:11:23`.';

export const FINGERPRINT =
  'A Chromaprint fingerprint: what `fpcalc -length 0` prints, or its compressed base64 alone.';

export const acrId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('32 lower-case hex characters, unguessable; taken wherever the id is.');

/** `2020-12-24T08:49:17.000000Z`, as files tell times. */
export const fileTime = (time: Date): string => time.toISOString().replace('Z', '000Z');

/** `2021-02-18 09:11:23`, as buckets and dedup groups tell times. */
export const bucketTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');
