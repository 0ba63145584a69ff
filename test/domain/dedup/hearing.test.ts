import { expect, test } from 'vitest';
import { matchOf } from '#domain/dedup/hearing.ts';
import { cut, join } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';

const jingle = makeMusic({ seed: 61, seconds: 6 });
const spot = (seed: number) => fingerprintOf(join(jingle, cut(makeMusic({ seed, seconds: 10 }), 0, 3)));
const known = { words: spot(62), duration: 9 };

test('two that share a jingle as they are are not the same at another speed, where all of both differs alike', () => {
  const words = spot(63);
  // At 1.01 the jingle fits worse, and so what follows it does not stand out.
  const worse = known.words.map((word, i) => (word ^ (1 << (i % 32)) ^ (1 << ((7 * i) % 32))) >>> 0);
  const others = [{ words: worse, speed: 1.01 }];
  expect(matchOf(known, { words: worse, duration: 9 }).duplicate).toBe(true);
  const match = matchOf(known, { words, duration: 9, others });
  expect(match).toMatchObject({ duplicate: false, relation: 'overlap' });
});
