import { expect, test } from 'vitest';
import { nearIn, queryOf } from '#domain/duplicates/near.ts';
import { likeMusic } from '../../sound/words.ts';

/** What the architecture allows: postings read before a look answers with what it has, and what it then fetches. */
const MOST_POSTINGS = 20_000;
const MOST_NEAR = 40;

test('a look that would read more than its budget stops at it and answers with what it has', async () => {
  const words = likeMusic(7, 600);
  const positions = queryOf(words);
  const CROWD = 300;
  let read = 0;
  const looked: string[] = [];
  const index = {
    look: async (_scope: string, keys: readonly string[]) => {
      looked.push(...keys);
      // Under each key a crowd that has it somewhere, and the one that has them all in place.
      const postings = keys.flatMap((key) => [
        ...Array.from({ length: CROWD }, (_, i) => ({ key, id: `${key} of ${i}`, position: 7 * i })),
        { key, id: 'the one', position: positions.get(key)?.[0] ?? 0 },
      ]);
      read += postings.length;
      return postings;
    },
  };
  const near = await nearIn({ index }, 'scope', positions);
  expect(near[0]).toBe('the one');
  expect(near.length).toBeLessThanOrEqual(MOST_NEAR);
  expect(looked.length).toBeLessThan(positions.size);
  expect(read - MOST_POSTINGS).toBeLessThanOrEqual(100 * (CROWD + 1));
});
