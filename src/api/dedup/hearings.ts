import * as z from 'zod';
import { parseJson } from '#api/fields.ts';

const MOST = 4;

/** What a fingerprint alone cannot show: how its recording sounds a little faster and slower. */
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
    .max(MOST, `must be at most ${MOST}`)
    .meta({
      description:
        'Beside a fingerprint: those of the same recording played 1.01, 1.005, 0.995 and 0.99 times as fast, compressed, so that a copy of another speed is found too. `refrain gateway` sends them; audio is heard at these speeds by itself.',
      examples: [[{ speed: 1.01, fingerprint: 'AQAAE0mUaEkSRYoS' }]],
    }),
);
