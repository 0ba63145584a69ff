import { expect, test } from 'vitest';
import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { compare } from '#core/match/decide.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';

/** The same samples played faster: what a tape at the wrong speed gives. */
test.each([
  0.99, 0.995, 1.005, 1.01,
])('sound played at %d is found when heard at the inverse speed', (speed) => {
  const song = makeMusic({ seed: 71, seconds: 60, sampleRate: 22_050 });
  const entry = fingerprintOf(song);
  const played = { channels: song.channels, sampleRate: Math.round(song.sampleRate * speed) };
  const listener = new Fingerprinter(played.sampleRate, 'int16', [1 / speed]);
  listener.push(played.channels);
  expect(listener.finish()).toEqual(fingerprintOf(played));
  const query = listener.finishOthers()[0]?.words ?? new Uint32Array(0);
  const hits = indexKeys(entry).map((hit) => ({ ...hit, id: 'entry' }));
  expect(nominate(lookupKeys(query), hits)).toEqual(['entry']);
  const match = compare(entry, query);
  expect(match.duplicate).toBe(true);
  expect(match.similarity).toBeGreaterThan(0.7);
  expect(match.speed).toBeCloseTo(speed, 2);
});
