import * as z from 'zod';

/** One row of the catalogue. */
export const storedObject = z
  .object({
    bucket: z.string(),
    key: z.string(),
    blob: z.string(),
    size: z.number(),
    etag: z.string().describe('Without quotes.'),
    modified: z.number().describe('Milliseconds.'),
    headers: z.string().describe('Content-Type and the like, and x-amz-meta-…, by lower-case name; JSON.'),
    checksum: z.nullable(z.string()).describe('`x-amz-checksum-…: value` as one was sent and verified.'),
  })
  .readonly();
export type StoredObject = z.output<typeof storedObject>;
