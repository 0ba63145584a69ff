import { describe, expect, test } from 'vitest';
import { compare } from '#core/match/decide.ts';
import type { Relation } from '#core/match/relation.ts';
import { cut, equalised, join, silence, withNoise } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';

const song = makeMusic({ seed: 51, seconds: 120 });
const other = makeMusic({ seed: 52, seconds: 120 });
const third = makeMusic({ seed: 53, seconds: 60 });
const worn = (pcm: Pcm) => withNoise(pcm, 0.002, 6);
/** Seconds by which the ends of what they share are told wrongly: a word hears 2.7 s. */
const BLUR = 2;
const between = (a: Pcm, b: Pcm) => compare(fingerprintOf(a), fingerprintOf(b));

describe('how the second lies to the first', () => {
  test.each<[string, Pcm, Pcm, Relation, { offset?: number; overlap?: number }]>([
    ['a copy', song, worn(song), 'same', { offset: 0, overlap: 120 }],
    ['other music', song, other, null, {}],
    ['an excerpt', song, worn(cut(song, 40.06, 70.06)), 'excerpt', { offset: 40.06, overlap: 30 }],
    ['one of 12 s, equalised', song, equalised(cut(song, 40, 52)), 'excerpt', { offset: 40, overlap: 12 }],
    ['its beginning', song, worn(cut(song, 0, 60)), 'excerpt', { offset: 0, overlap: 60 }],
    ['all of it', cut(song, 40, 70), worn(song), 'whole', { offset: -40, overlap: 30 }],
    [
      '20 s cut out of the middle',
      song,
      worn(join(cut(song, 0, 50), cut(song, 70))),
      'edit',
      { offset: 0, overlap: 100 },
    ],
    ['15 s of it twice', song, worn(join(cut(song, 0, 60), cut(song, 45))), 'edit', { offset: 0 }],
    [
      'its middle another sound',
      song,
      worn(join(cut(song, 0, 40), cut(other, 40, 80), cut(song, 80))),
      'edit',
      { offset: 0, overlap: 80 },
    ],
    ['a mute of 35 s', song, worn(join(cut(song, 0, 40), silence(35), cut(song, 75))), 'edit', { offset: 0 }],
    [
      '25 s of other music before it',
      song,
      worn(join(cut(other, 0, 25), song)),
      'edit',
      { offset: -25, overlap: 120 },
    ],
    [
      'its end with other music after it',
      song,
      worn(join(cut(song, 80), cut(other, 0, 60))),
      'overlap',
      { offset: 80, overlap: 40 },
    ],
    [
      'the same in the middle of both',
      join(cut(other, 0, 40), cut(song, 0, 40), cut(other, 40, 80)),
      worn(join(cut(third, 0, 30), cut(song, 0, 40), cut(third, 30))),
      'overlap',
      { offset: 10, overlap: 40 },
    ],
  ])('%s', (_, a, b, relation, told) => {
    const match = between(a, b);
    expect(match).toMatchObject({ relation, duplicate: relation === 'same' });
    if (told.offset !== undefined) expect(Math.abs(match.offset - told.offset)).toBeLessThan(0.1);
    if (told.overlap !== undefined) expect(Math.abs(match.overlap - told.overlap)).toBeLessThan(BLUR);
    if (relation !== null) expect(match.speed).toBeCloseTo(1, 3);
  });
});
