import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './error.ts';

interface Digest {
  update(bytes: Uint8Array): void;
  /** As its header spells it. */
  result(): string;
}

/** The checksums of S3 that Node computes; CRC32C and CRC64NVME are taken on trust. */
const algorithms: Readonly<Record<string, () => Digest>> = {
  'content-md5': () => hash('md5', 'base64'),
  'x-amz-content-sha256': () => hash('sha256', 'hex'),
  'x-amz-checksum-sha1': () => hash('sha1', 'base64'),
  'x-amz-checksum-sha256': () => hash('sha256', 'base64'),
  'x-amz-checksum-crc32': () => {
    let value = 0;
    return {
      update: (bytes) => {
        value = crc32(bytes, value);
      },
      result: () => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value);
        return bytes.toString('base64');
      },
    };
  },
};

function hash(name: string, encoding: 'hex' | 'base64'): Digest {
  const running = createHash(name);
  return { update: (bytes) => void running.update(bytes), result: () => running.digest(encoding) };
}

/** Digests a body on its way to disk, then holds it against what its sender claimed. */
export class Checksums {
  readonly #md5 = createHash('md5');
  readonly #running = new Map<string, Digest>();
  size = 0;

  /** `names`: the headers (or trailers) that will carry a claim. */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      const digest = algorithms[name];
      if (digest) this.#running.set(name, digest());
    }
  }

  update(bytes: Uint8Array): void {
    this.size += bytes.length;
    this.#md5.update(bytes);
    for (const digest of this.#running.values()) digest.update(bytes);
  }

  /** The ETag of a body sent in one piece. */
  etag(): string {
    return this.#md5.digest('hex');
  }

  /** Throws when a claim is false; returns the x-amz-checksum header that proved true, for the answer. */
  verify(claims: ReadonlyMap<string, string>): string | null {
    let proven: string | null = null;
    for (const [name, digest] of this.#running) {
      const claimed = claims.get(name);
      const actual = digest.result();
      if (claimed === undefined) continue;
      if (claimed !== actual) throw mismatch(name);
      if (name.startsWith('x-amz-checksum-')) proven = `${name}: ${actual}`;
    }
    return proven;
  }
}

function mismatch(name: string): S3Error {
  if (name === 'x-amz-content-sha256') {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    return new S3Error(400, 'XAmzContentSHA256Mismatch', message);
  }
  return new S3Error(400, 'BadDigest', `The ${name} you specified did not match what we received.`);
}
