import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { Refusal } from '../refusal.ts';
import type { Heard } from '../scan/library.ts';
import { FileFailed } from './outcome.ts';
import { audioIdOf, type Source, type SourceFile } from './source.ts';

/** Bytes of one request. */
const CHUNK = 4 * 1024 * 1024;

interface Found {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** The objects below a prefix, `s3://bucket/prefix`, with the AWS credentials that the SDK finds. */
export class S3Source implements Source {
  readonly root: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #s3 = new S3Client({ forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined });

  constructor(url: string) {
    const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(url) ?? [];
    if (bucket === undefined) throw new Refusal(`'${url}' is no S3 prefix: it is spelled s3://bucket/prefix`);
    this.#bucket = bucket;
    // A prefix means a folder: what is beside it and begins alike is another.
    this.#prefix = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    this.root = `s3://${bucket}/${this.#prefix}`;
  }

  async *files(): AsyncGenerator<SourceFile> {
    const input = { Bucket: this.#bucket, Prefix: this.#prefix };
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#s3 }, input))
        for (const { Key: key, Size: size = 0, ETag: etag = '' } of Contents)
          if (key !== undefined && !key.endsWith('/')) yield this.#fileOf({ key, size, etag });
    } catch (error) {
      throw new Refusal(`${this.root} cannot be listed: ${(error as Error).message}`);
    }
  }

  /** A key is its one name: all are told. */
  holds(): boolean {
    return false;
  }

  #fileOf(found: Found): SourceFile {
    return {
      audioId: audioIdOf(Buffer.from(found.key.slice(this.#prefix.length))),
      name: `s3://${this.#bucket}/${found.key}`,
      size: found.size,
      version: `${found.size} ${found.etag}`,
      open: async () => this.#open(found),
      hear: () => this.#hear(found),
      isAsFound: () => this.#isAsFound(found),
    };
  }

  #open(found: Found): AudioSource & AsyncDisposable {
    const read = (start: number, end: number) => this.#read(found, start, Math.min(end, found.size));
    return {
      size: found.size,
      read,
      async *stream() {
        for (let at = 0; at < found.size; at += CHUNK) yield await read(at, at + CHUNK);
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  /** Of this version alone: one that has been replaced cannot be read any more. */
  async #read({ key, etag }: Found, start: number, end: number): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array();
    const Range = `bytes=${start}-${end - 1}`;
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range, IfMatch: etag });
    try {
      const { Body } = await this.#s3.send(command);
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      const { name, message } = error as Error;
      throw new FileFailed(
        ['PreconditionFailed', 'NoSuchKey'].includes(name)
          ? 'has changed while it was read: the next run sends it'
          : `cannot be read: ${message}`,
      );
    }
  }

  async #hear(found: Found): Promise<Heard> {
    try {
      const { audio, words, duration } = await listen(this.#open(found));
      return audio ? { words, duration, audio } : { refused: 'is no audio' };
    } catch (error) {
      if (error instanceof UnusableAudio) return { refused: error.message };
      throw error;
    }
  }

  async #isAsFound({ key, etag }: Found): Promise<boolean> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    const head = await this.#s3.send(command).catch(() => undefined);
    return head?.ETag === etag;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#s3.destroy();
  }
}
