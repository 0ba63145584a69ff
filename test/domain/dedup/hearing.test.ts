import { expect, test } from 'vitest';
import { matchOf } from '#domain/dedup/hearing.ts';
import { cut, join } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { likeMusic, withErrors } from '../../sound/words.ts';

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

test('what differs in a part alone as it is, is the same when all of it is more alike with its bass undone', () => {
  const words = likeMusic(9, 600);
  const part = withErrors(words, 0.3, 2).subarray(400);
  const asItIs = Uint32Array.from([...withErrors(words.subarray(0, 400), 0.06, 3), ...part]);
  const plain = { words: asItIs, duration: 77 };
  const whole = { words, duration: 77 };
  const told = matchOf(whole, plain);
  expect(told).toMatchObject({ duplicate: false, relation: 'edit' });
  expect(told.similarity).toBeGreaterThan(0.7);
  const heardWith = (share: number) =>
    matchOf(whole, { ...plain, others: [{ words: withErrors(words, share, 4), speed: 1 }] });
  expect(heardWith(0.03).relation).toBe('same');
  expect(heardWith(0.15).relation).toBe('edit');
});
