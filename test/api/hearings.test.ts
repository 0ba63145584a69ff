import { beforeAll, describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { makeMusic } from '../sound/music.ts';
import { sourceOf } from '../sound/source.ts';
import { toWav } from '../sound/wav.ts';
import { newBucket, refuse, succeed } from './client.ts';

/** Fingerprints that tell how their recording sounds at other speeds, as audio would. */

const song = makeMusic({ seed: 611, seconds: 60 });
const played = (speed: number) => toWav({ ...song, sampleRate: Math.round(song.sampleRate * speed) });
const fingerprintOf = ({ words }: Pick<Recording, 'words'>) => encodeFingerprint(words);
const hearingsOf = ({ others = [] }: Recording) =>
  others.map(({ words, speed }) => ({ speed, fingerprint: encodeFingerprint(words) }));

describe('hearings', () => {
  let original: Recording;
  let faster: Recording;
  beforeAll(async () => {
    original = await listen(sourceOf(played(1)));
    faster = await listen(sourceOf(played(1.01)));
  });

  it('beside a fingerprint find a copy of another speed; without them nothing does', async () => {
    const bucket_id = await newBucket('DedupFile');
    const send = (id: string, recording: Recording, hearings?: unknown) => {
      const json = { id, fingerprint: fingerprintOf(recording), db_if_nodup: 0, hearings };
      return succeed('addDedupFile', { bucket_id }, { json });
    };
    const entry = { id: 'original', fingerprint: fingerprintOf(original) };
    await succeed('addDedupFile', { bucket_id }, { form: entry });
    expect((await send('copy', faster)).data.dup_files).toEqual([]);
    expect((await send('copy', faster, hearingsOf(faster))).data.dup_files).toEqual(['original']);
    expect((await send('copy', faster, JSON.stringify(hearingsOf(faster)))).data.dup_files).toEqual([
      'original',
    ]);
  });

  it('must be some of this very recording', async () => {
    const bucket_id = await newBucket('DedupFile');
    const first = hearingsOf(faster).find(({ speed }) => speed > 1);
    const short = encodeFingerprint(faster.words.slice(0, 200));
    const wrong: [unknown, RegExp][] = [
      ['{', /list of objects/],
      [[{ fingerprint: 'AQAA' }], /each speed as a number/],
      [[{ speed: 1.01, fingerprint: 7 }], /each fingerprint as text/],
      [Array(35).fill(first), /at most 34/],
      [[first, first], /tells the speed 1.005 too often/],
      [[{ ...first, speed: 1.2 }], /knows speeds of 0.935 to 1.065 in steps of 0.005, not 1.2/],
      [[{ ...first, fingerprint: 'AQA' }], /holds no fingerprint for 1.005: .*cut short/],
      [[{ ...first, fingerprint: short }], /another length than the fingerprint has/],
    ];
    for (const [hearings, sentence] of wrong) {
      const json = { id: 'copy', fingerprint: fingerprintOf(faster), hearings };
      const { body } = await refuse('addDedupFile', { bucket_id }, 422, { json });
      expect(body.errors).toEqual({ hearings: [expect.stringMatching(sentence)] });
    }
  });
});
