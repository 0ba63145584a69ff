/** One row of the catalogue. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly blob: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds. */
  readonly modified: number;
  /** Content-Type and the like, and x-amz-meta-…, by lower-case name; JSON. */
  readonly headers: string;
  /** `x-amz-checksum-…: value` as one was sent and verified, else null. */
  readonly checksum: string | null;
}
