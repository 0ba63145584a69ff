import * as z from 'zod';
import type { Operation } from '#api/routes.ts';
import { regionOfBucket } from '#domain/ids.ts';
import type { Api, Heard } from './client.ts';
import type { FileFact, Ledger } from './ledger.ts';
import { audioOf, fingerprintOf, songs } from './recordings.ts';

/** Buckets by what they are for; two of each in a region. */
export interface Buckets {
  readonly files: readonly number[];
  readonly unique: readonly number[];
}

interface Scene {
  /** Until an attempt that died has let go of its key. */
  readonly wait: () => Promise<void>;
  readonly client: Api;
  /** What stands for audio is heard; else there are fingerprints only. */
  readonly isHeard: boolean;
  readonly ledger: Ledger;
  readonly buckets: Buckets;
  readonly random: () => number;
}

const ATTEMPTS = 8;

const fileAnswer = z.object({ data: z.object({ acr_id: z.string(), state: z.number() }) });
const uploadAnswer = fileAnswer.extend({
  upload: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
});
const filesAnswer = z.object({ data: z.array(z.object({ acr_id: z.string(), bucket_id: z.number() })) });
const verdictAnswer = z.object({
  data: z.object({ acr_id: z.string(), do_db: z.boolean(), dup_files: z.array(z.string()) }),
});

/** One client's operations, as they come by chance. */
export class Operations {
  private readonly scene: Scene;
  private count = 0;
  private readonly name: string;

  constructor(scene: Scene, name: string) {
    this.scene = scene;
    this.name = name;
  }

  async next(): Promise<void> {
    const { random } = this.scene;
    const shares: [number, () => Promise<void>][] = [
      [18, () => this.upload({ fingerprint: true })],
      [6, () => this.upload({ fingerprint: !this.scene.isHeard })],
      [8, () => this.direct()],
      [this.scene.isHeard ? 5 : 0, () => this.byUrl()],
      [4, () => this.copy()],
      [9, () => this.move('within')],
      [8, () => this.move('across')],
      [16, () => this.remove()],
      [18, () => this.dedup()],
      [5, () => this.removeEntry()],
      [3, () => this.dump()],
    ];
    let left = random() * shares.reduce((sum, [share]) => sum + share, 0);
    for (const [share, operation] of shares) {
      left -= share;
      if (left < 0) return operation();
    }
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.scene.random() * list.length)];
  }
  private song = () => this.pick(songs) ?? '0';
  private fileBucket = () => this.pick(this.scene.buckets.files) ?? 0;

  /** Asks again until it is told something that counts; undefined when it never was. */
  private async ask(operation: Operation, sent: Parameters<Api['call']>[1], isKeyed = true) {
    const { client, ledger } = this.scene;
    const key = isKeyed ? { key: `${this.name} ${++this.count}` } : {};
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const heard = await client.call(operation, { ...sent, ...key });
      ledger.statuses.set(heard.status, (ledger.statuses.get(heard.status) ?? 0) + 1);
      if (heard.status === 500) ledger.violate(`${operation} answered 500: ${JSON.stringify(heard.body)}`);
      const isHeld = heard.status === 409 && JSON.stringify(heard.body).includes('Idempotency-Key');
      if (![0, 429, 503].includes(heard.status) && !isHeld) {
        if (heard.status < 300) ledger.acknowledged++;
        return heard;
      }
      if (isHeld || (isKeyed && heard.status === 0)) await this.scene.wait();
    }
    return undefined;
  }

  private titled(): { title: string } {
    const title = `${this.name} ${this.count + 1} of ${this.scene.ledger.titles.size}`;
    this.scene.ledger.titles.add(title);
    return { title };
  }

  private remember(
    heard: Heard | undefined,
    bucketId: number,
    song: string | undefined,
    state: FileFact['state'],
  ) {
    if (heard?.status !== 200 && heard?.status !== 201) return undefined;
    const { data } = fileAnswer.parse(heard.body);
    const fact: FileFact = { acrId: data.acr_id, song, state, bucketId, deletion: 'none', isBusy: false };
    this.scene.ledger.files.set(fact.acrId, fact);
    return fact;
  }

  private async upload({ fingerprint }: { fingerprint: boolean }): Promise<void> {
    const [bucketId, song] = [this.fileBucket(), this.song()];
    const params = { bucket_id: bucketId };
    const titled = this.titled();
    if (fingerprint) {
      const json = { ...titled, data_type: 'fingerprint', fingerprint: fingerprintOf(song) };
      const fact = this.remember(await this.ask('addFile', { params, json }), bucketId, song, 1);
      if (fact) await this.isThere(fact);
      return;
    }
    const isAudio = this.scene.random() < 0.85;
    const multipart = new FormData();
    multipart.set('title', titled.title);
    multipart.set('data_type', 'audio');
    const content = isAudio
      ? audioOf(song, Math.floor(this.scene.random() * 3))
      : 'no audio at all, but bytes';
    multipart.set('file', new File([content], 'song.wav'));
    this.remember(
      await this.ask('addFile', { params, multipart }),
      bucketId,
      isAudio ? song : undefined,
      isAudio ? 1 : -1,
    );
  }

  /** What was told to be there is read; with deletes and moves of its own fact alone, it must be. */
  private async isThere(fact: FileFact): Promise<void> {
    if (this.scene.random() < 0.5) return;
    fact.isBusy = true;
    const heard = await this.ask('findFiles', { params: { ids: fact.acrId } }, false);
    fact.isBusy = false;
    if (heard && heard.status !== 200 && fact.deletion === 'none')
      this.scene.ledger.violate(`${fact.acrId} was acknowledged and then answered ${heard.status}`);
  }

  private async direct(): Promise<void> {
    const [bucketId, song] = [this.fileBucket(), this.song()];
    const { isHeard } = this.scene;
    const json = { ...this.titled(), file_name: 'song', data_type: isHeard ? 'audio' : 'fingerprint' };
    const heard = await this.ask('addUpload', { params: { bucket_id: bucketId }, json });
    const fact = this.remember(heard, bucketId, song, undefined);
    if (!fact || this.scene.random() < 0.2) return;
    const { upload } = uploadAnswer.parse(heard?.body);
    const body = isHeard ? audioOf(song, Math.floor(this.scene.random() * 3)) : fingerprintOf(song);
    const sent = { method: 'PUT', headers: upload.headers, body };
    const put = await fetch(upload.url, sent).catch(() => undefined);
    if (put?.ok && fact.deletion === 'none') fact.state = 1;
    if (this.scene.random() < 0.2) await fetch(upload.url, sent).catch(() => undefined);
  }

  private async byUrl(): Promise<void> {
    const [bucketId, song] = [this.fileBucket(), this.song()];
    const isThere = this.scene.random() < 0.85;
    const path = isThere ? `${song}/${Math.floor(this.scene.random() * 3)}` : 'nothing';
    const json = { ...this.titled(), data_type: 'audio_url', url: `http://songs.test/${path}` };
    const heard = await this.ask('addFile', { params: { bucket_id: bucketId }, json });
    this.remember(heard, bucketId, isThere ? song : undefined, isThere ? 1 : -1);
  }

  private async copy(): Promise<void> {
    const original = this.scene.ledger.idle(this.scene.random);
    if (!original) return;
    const bucketId = this.fileBucket();
    const json = { ...this.titled(), data_type: 'acrid', acrid: original.acrId };
    // Whether it can be read in time depends on whether the original is ready, and stays.
    this.remember(
      await this.ask('addFile', { params: { bucket_id: bucketId }, json }),
      bucketId,
      undefined,
      undefined,
    );
  }

  private async move(how: 'within' | 'across'): Promise<void> {
    const fact = this.scene.ledger.idle(this.scene.random);
    const from = fact?.bucketId;
    if (!fact || from === undefined) return;
    const isNear = (id: number) => regionOfBucket(id) === regionOfBucket(from);
    const to = this.pick(
      this.scene.buckets.files.filter((id) => id !== from && isNear(id) === (how === 'within')),
    );
    if (to === undefined) return;
    fact.isBusy = true;
    fact.bucketId = undefined;
    const heard =
      this.scene.random() < 0.5
        ? await this.ask('moveFiles', { params: { bucket_id: to, ids: fact.acrId } }, false)
        : await this.ask('moveFilesFrom', {
            params: { bucket_id: from },
            json: { target_bucket_id: to, ids: [fact.acrId] },
          });
    if (heard?.status === 409) fact.bucketId = from;
    if (heard?.status === 200) {
      const { data } = filesAnswer.parse(heard.body);
      if (data[0]?.bucket_id !== to)
        this.scene.ledger.violate(`the move of ${fact.acrId} told ${JSON.stringify(data)}`);
      fact.bucketId = to;
    } else if (heard && heard.status !== 409 && fact.deletion === 'none')
      this.scene.ledger.violate(
        `the move of ${fact.acrId} answered ${heard.status} ${JSON.stringify(heard.body)}`,
      );
    fact.isBusy = false;
  }

  /** Half of the time beside whatever else is done with it. */
  private async remove(): Promise<void> {
    const { ledger, random } = this.scene;
    const all = [...ledger.files.values()].filter(({ deletion }) => deletion !== 'told');
    const fact = random() < 0.5 ? this.pick(all) : ledger.idle(random);
    const bucketId = fact?.bucketId;
    if (!fact || bucketId === undefined) return;
    fact.deletion = 'asked';
    const heard = await this.ask('deleteFiles', { params: { bucket_id: bucketId, ids: fact.acrId } }, false);
    if (heard?.status === 204) fact.deletion = 'told';
  }

  private async dedup(): Promise<void> {
    const { ledger, buckets, random } = this.scene;
    const bucketId = this.pick(buckets.unique) ?? 0;
    const song = this.song();
    const number = Number.parseInt(song, 10);
    const trackId = `track ${number} ${Math.floor(random() * 20)}`;
    const keep = random() < 0.85 ? 1 : 0;
    const json = { id: trackId, fingerprint: fingerprintOf(song), db_if_nodup: keep };
    const heard = await this.ask('addDedupFile', { params: { bucket_id: bucketId }, json }, random() < 0.7);
    if (heard?.status !== 200) {
      if (heard) ledger.violate(`a dedup insert answered ${heard.status} ${JSON.stringify(heard.body)}`);
      return;
    }
    const { data } = verdictAnswer.parse(heard.body);
    const isKept = keep === 1 && data.acr_id !== '';
    if (isKept) ledger.tracks.push({ bucketId, trackId, song, acrId: data.acr_id });
  }

  private async removeEntry(): Promise<void> {
    const { ledger } = this.scene;
    const track = this.pick(ledger.tracks);
    if (!track || ledger.entriesDeleted.told.has(track.acrId)) return;
    ledger.entriesDeleted.asked.add(track.acrId);
    const params = { bucket_id: track.bucketId, ids: track.acrId };
    const heard = await this.ask('deleteDedupFiles', { params }, false);
    if (heard?.status === 204) ledger.entriesDeleted.told.add(track.acrId);
  }

  private async dump(): Promise<void> {
    await this.ask('getDump', { params: { bucket_id: this.fileBucket() } }, false);
  }
}
