/** A received body: safe on disk, and what it proved to be. */
export interface Received {
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly checksum: string | null;
}
