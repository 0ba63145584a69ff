import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Scope } from '../front/scope.ts';
import { AccessDenied, type Authority } from '../iam/authority.ts';

import { authenticate, splitUrl } from './authenticate.ts';
import { Blobs } from './blobs.ts';
import { type Bucket, Buckets } from './buckets.ts';
import { bucketAndKey, type Store } from './call.ts';
import { openCatalogue } from './catalogue.ts';
import { addCorsHeaders, preflight } from './cors.ts';
import { S3Error } from './error.ts';
import { Objects } from './objects.ts';
import { operationOf } from './operations.ts';
import { type Announce, Outbox } from './outbox.ts';
import { Uploads } from './uploads.ts';
import { errorXml, tag } from './xml.ts';

/** S3 on disk: the calls Refrain makes, for every region. */
export class S3Service {
  readonly #database: ReturnType<typeof openCatalogue>;
  readonly #store: Store;
  readonly #authority: Authority;

  constructor(folder: string, authority: Authority, announce: Announce) {
    this.#database = openCatalogue(folder);
    this.#authority = authority;
    const blobs = new Blobs(join(folder, 'blobs'));
    this.#store = {
      blobs,
      buckets: new Buckets(this.#database),
      objects: new Objects(this.#database, blobs),
      uploads: new Uploads(this.#database, blobs),
      outbox: new Outbox(this.#database, announce),
    };
  }

  get buckets(): Buckets {
    return this.#store.buckets;
  }

  /** Sends what is still to be announced, and clears away what a kill cut off; before the first request. */
  async recover(): Promise<void> {
    this.#store.outbox.wake();
    const known = this.#database.prepare('SELECT blob FROM objects UNION ALL SELECT blob FROM parts').all();
    const blobs = new Set(known.map((row) => row.blob));
    await this.#store.blobs.sweep((blob) => blobs.has(blob));
  }

  async close(): Promise<void> {
    await this.#store.outbox.close();
    this.#database.close();
  }

  async handle(request: IncomingMessage, response: ServerResponse, scope: Scope | undefined): Promise<void> {
    try {
      await this.#answer(request, response, scope);
    } catch (error) {
      sendError(request, response, error);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, scope: Scope | undefined): Promise<void> {
    const [path, query] = splitUrl(request.url ?? '/');
    const [name, key] = bucketAndKey(path);
    const bucket = this.#store.buckets.get(name);
    if (request.method === 'OPTIONS') return preflight(bucket, request, response);
    if (bucket) addCorsHeaders(bucket, request, response);
    if (!scope) throw new S3Error(403, 'AccessDenied', 'Access Denied');
    const secret = this.#authority.secretOf(scope.accessKeyId) ?? '';
    const auth = authenticate(request, scope, secret, Date.now());
    const needs = (action: string, resource: string): void =>
      this.#authority.require(scope.accessKeyId, action, `arn:aws:s3:::${resource}`);
    if (request.method === 'PUT' && key === '' && query === '') {
      needs('s3:CreateBucket', name);
      return this.#createBucket(name, scope, response);
    }
    if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    requireRegion(bucket, scope);
    if (Buffer.byteLength(key) > 1024) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
    const call = {
      store: this.#store,
      request,
      response,
      auth,
      bucket,
      key,
      query: new URLSearchParams(query),
      needs,
    };
    const { right, act } = operationOf(call);
    if (right) needs(right, key === '' ? name : `${name}/${key}`);
    try {
      await act(call);
    } catch (error) {
      // Whether there is such an object is told only to those who may list the bucket.
      if (error instanceof S3Error && error.code === 'NoSuchKey') needs('s3:ListBucket', name);
      throw error;
    }
  }

  #createBucket(name: string, scope: Scope, response: ServerResponse): void {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.');
    }
    if (!this.#store.buckets.make(name, scope.region)) {
      throw new S3Error(409, 'BucketAlreadyOwnedByYou', 'The bucket exists in another region.');
    }
    response.writeHead(200, { location: `/${name}`, 'content-length': 0 }).end();
  }
}

/** As S3 answers a client of another region. */
function requireRegion(bucket: Bucket, scope: Scope): void {
  if (bucket.region === scope.region) return;
  const message = `The bucket is in '${bucket.region}', and this request was signed for '${scope.region}'.`;
  throw new S3Error(301, 'PermanentRedirect', message, { 'x-amz-bucket-region': bucket.region });
}

function inS3sWords(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof AccessDenied) return new S3Error(403, 'AccessDenied', error.message);
  console.error('Local S3:', error);
  return new S3Error(500, 'InternalError', 'We encountered an internal error.');
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // Nobody is there any more, or the answer has begun: all that is left is to break off.
  if (response.headersSent || request.errored || request.socket.destroyed) return void response.destroy();
  const known = inS3sWords(error);
  const region = known.headers['x-amz-bucket-region'];
  const body = errorXml(known.code, known.message, request.url ?? '/', region ? tag('Region', region) : '');
  const status = {
    ...known.headers,
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  };
  response.writeHead(known.status, status);
  response.end(request.method === 'HEAD' ? undefined : body);
  // The rest of a refused body is read and dropped, or its sender would see a reset instead of this answer.
  request.resume();
}
