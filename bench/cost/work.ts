import { createBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { listen } from '#media/listen.ts';
import { account, fileBucket, wantedFile } from '../../test/aws/catalogue.ts';
import { hearing } from '../../test/aws/hearing.ts';
import { makeMusic } from '../../test/sound/music.ts';
import { sourceOf } from '../../test/sound/source.ts';
import { toWav } from '../../test/sound/wav.ts';
import { type Metered, metered } from '../index/meter.ts';
import { musicLike } from '../index/music-like.ts';
import { type Calls, counted } from './services.ts';

/** Words of 4 minutes. */
const WORDS = 1939;
const SECONDS = 240;
const me = account(7);

/** What is done, and how often it was. */
export interface Done {
  readonly name: string;
  readonly times: number;
  readonly units: Metered;
  readonly calls: Calls;
}

/** Everything that is metered, through the domain and the real stores, `times` of each; of real sound, `heard`. */
export async function measureAll(deployment: Deployment, times: number, heard: number): Promise<Done[]> {
  const files = await fileBucket(deployment, me.uid);
  const kind = {
    type: 'DedupFile',
    region: 'eu-west-1',
    netType: 1,
    labels: [],
    metadataTemplate: null,
  } as const;
  const { id: entries } = await createBucket(deployment, me, { name: 'cost', ...kind });
  const told = (seed: number): Recording => ({ words: musicLike(seed, WORDS), duration: SECONDS });
  const sound = Array.from({ length: 2 * heard }, (_, i) => soundOf(i + 1));
  const all = (count: number) => Array.from({ length: count }, (_, i) => i);

  const upload = async (bytes: Uint8Array, tools: Parameters<typeof processObject>[1]) => {
    const source = { dataType: 'audio', upload: { name: 'Song.wav', bytes } } as const;
    const file = await addFile(deployment, me, files, wantedFile, source);
    await processObject(deployment, tools, file.object);
    return file;
  };
  const uploadMade = (seed: number, name: string) =>
    upload(
      new TextEncoder().encode(name),
      hearing(async () => told(seed)),
    );
  const insert = (seed: number) =>
    addDedupFile(deployment, me, entries, { trackId: `track-${seed}`, fingerprint: told(seed), keep: true });
  const made: number[] = [];
  const run = (name: string, count: number, work: (i: number) => Promise<unknown>) =>
    measure(name, count, async () => {
      for (const i of all(count)) await work(i);
    });

  return [
    await run('a file, one way of hearing it', times, async (i) =>
      made.push((await uploadMade(i, `made ${i}`)).id),
    ),
    await run('a file of sound', heard, (i) => upload(sound[i]?.bytes ?? new Uint8Array(), hearing(listen))),
    await run('a file that is a copy', times, (i) => uploadMade(i, `made ${i}`)),
    await run('a file deleted', times, (i) => deleteFiles(deployment, me, files, [made[i] ?? 0])),
    await run('an insert, its fingerprint sent', times, (i) => insert(1000 + i)),
    await run('an insert of sound', heard, async (i) =>
      addDedupFile(deployment, me, entries, {
        trackId: `sound-${i}`,
        fingerprint: (await sound[heard + i]?.recording()) ?? told(0),
        keep: true,
      }),
    ),
    await run('a duplicate found', times, (i) =>
      addDedupFile(deployment, me, entries, {
        trackId: `copy-${i}`,
        fingerprint: told(1000 + i),
        keep: true,
      }),
    ),
  ];
}

async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<Done> {
  let units: Metered | undefined;
  const calls = await counted(async () => {
    units = await metered(work);
  });
  if (!units) throw new Error('nothing was metered');
  return { name, times, units, calls };
}

/** Four minutes of made-up music at 8 kHz: within what one request carries. */
function soundOf(seed: number) {
  const bytes = toWav(makeMusic({ seed, seconds: SECONDS, sampleRate: 8000 }));
  return { bytes, recording: () => listen(sourceOf(bytes)) };
}
