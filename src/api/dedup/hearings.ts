import * as z from 'zod';
import { parseJson } from '#api/fields.ts';
import { MOST_HEARINGS } from '#domain/dedup/hearing.ts';

/** What a fingerprint alone cannot show: how its recording sounds faster and slower, or with an equaliser undone. */
export const hearings = z.preprocess(
  (value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
  z
    .array(
      z.object(
        {
          speed: z.number('must tell each speed as a number'),
          fingerprint: z.string('must tell each fingerprint as text'),
        },
        'must be a list of objects with speed and fingerprint',
      ),
      'must be a list of objects with speed and fingerprint, or text that holds one as JSON',
    )
    .max(MOST_HEARINGS, `must be at most ${MOST_HEARINGS}`)
    .meta({
      description:
        'Beside a fingerprint: those of the same recording played faster and slower, in steps of 0.005 from 0.935 to 1.065, and at speed 1 with equalisers undone, compressed, so that such copies are found too. `refrain gateway` sends them; audio is heard so by itself.',
      examples: [[{ speed: 1.01, fingerprint: 'AQAAE0mUaEkSRYoS' }]],
    }),
);
