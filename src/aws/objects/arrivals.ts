import * as z from 'zod';

/** An S3 notification; the test message S3 sends when notifications are set up has no records. */
const notification = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })).default([]),
});

/** The keys of the objects whose arrival a message tells. Throws for what is no such message. */
export const keysOf = (message: string): string[] =>
  notification
    .parse(JSON.parse(message))
    .Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
