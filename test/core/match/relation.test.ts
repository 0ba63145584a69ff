import { describe, expect, test } from 'vitest';
import { compare } from '#core/match/decide.ts';
import type { Relation } from '#core/match/relation.ts';
import { cut, equalised, join, louder, mixed, silence, withNoise } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';

const song = makeMusic({ seed: 51, seconds: 120 });
const other = makeMusic({ seed: 52, seconds: 120 });
const third = makeMusic({ seed: 53, seconds: 60 });
const long = makeMusic({ seed: 54, seconds: 240 });
/** Between a beginning and an end of its own, eight seconds again and again, never quite alike. */
const looped = mixed(
  join(...(Array.from({ length: 30 }, () => cut(other, 60, 68)) as [Pcm, ...Pcm[]])),
  louder(long, 0.7),
);
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
      'a voice over a third of it',
      song,
      worn(join(cut(song, 0, 40), mixed(cut(song, 40, 80), cut(other, 40, 80)), cut(song, 80))),
      'edit',
      { offset: 0, overlap: 120 },
    ],
    [
      '20 s of other music after four minutes',
      long,
      worn(join(long, cut(other, 0, 20))),
      'edit',
      { offset: 0, overlap: 240 },
    ],
    [
      '8 s cut out of music that comes again every 8 s',
      looped,
      worn(join(cut(looped, 0, 100), cut(looped, 108))),
      'edit',
      { offset: 0, overlap: 232 },
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

describe('half alike is not the same: spots with a jingle', () => {
  const spots = [5, 6, 8, 10, 12, 16, 20].flatMap((seconds) =>
    [1 / 3, 1 / 2, 2 / 3].flatMap((share) => [
      { seconds, share, where: 'first' },
      { seconds, share, where: 'last' },
    ]),
  );
  test.each(spots)('$seconds s, $share of it in common, it comes $where', ({ seconds, share, where }) => {
    const jingle = cut(song, 30, 30 + seconds * share);
    const spot = (rest: Pcm, at: number) => {
      const own = cut(rest, at, at + seconds * (1 - share));
      return where === 'first' ? join(jingle, own) : join(own, jingle);
    };
    const match = between(spot(other, 10), worn(spot(third, 20)));
    expect(match.duplicate).toBe(false);
    // Of less than 4 s no word hears the jingle alone.
    if (seconds * share >= 4) expect(match.relation).toBe('overlap');
  });
});
