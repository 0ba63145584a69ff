import { expect, test } from 'vitest';
import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { hearingQueries } from '#core/sketch/hearings.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys } from '#core/sketch/sketch.ts';
import { matchAs } from '#domain/dedup/hearing.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';

const song = makeMusic({ seed: 71, seconds: 60, sampleRate: 22_050 });
const entry = fingerprintOf(song);
const hits = indexKeys(entry).map((hit) => ({ ...hit, id: 'entry' }));

/** The best of the ways of hearing it by which the index proposes the entry, as a look finds it. */
function found({ channels, sampleRate }: Pcm) {
  const listener = new Fingerprinter(sampleRate, 'int16', 'otherwise too');
  listener.push(channels);
  expect(listener.finish()).toEqual(fingerprintOf({ channels, sampleRate }));
  const others = listener.others();
  const queries = hearingQueries(others, 'not consistent');
  expect(new Set(queries.flatMap((query) => [...query.keys()])).size).toBeLessThanOrEqual(2300);
  return others
    .filter((_, i) => nominate(queries[i] ?? new Map(), hits).length > 0)
    .map((heard) => matchAs({ words: entry, duration: 60 }, heard))
    .sort((a, b) => Number(b.duplicate) - Number(a.duplicate) || b.similarity - a.similarity)[0];
}

/** The same samples played faster: what a tape at the wrong speed gives. */
test.each([
  0.94, 0.96, 0.98, 0.99, 0.995, 1.005, 1.01, 1.015, 1.0417, 1.06,
])('sound played at %d is found when heard at the inverse speed', (speed) => {
  const match = found({ channels: song.channels, sampleRate: Math.round(song.sampleRate * speed) });
  expect(match).toMatchObject({ duplicate: true });
  expect(match?.similarity).toBeGreaterThan(0.7);
  expect(match?.speed).toBeCloseTo(speed, 2);
  // In the seconds of what was sent.
  expect(Math.abs((match?.overlap ?? 0) - 60 / speed)).toBeLessThan(0.25);
});

/** A shelf below some 130 Hz. */
test.each([12, -12])('bass changed by %d dB is found when it is changed back', (decibels) => {
  const share = 1 - Math.exp((-2 * Math.PI * 130) / song.sampleRate);
  const gain = 10 ** (decibels / 20) - 1;
  const channels = song.channels.map((plane) => {
    let low = 0;
    return plane.map((sample) => {
      low += share * (sample - low);
      return (sample + gain * low) / 4;
    });
  });
  expect(found({ channels, sampleRate: song.sampleRate })).toMatchObject({ duplicate: true });
});
