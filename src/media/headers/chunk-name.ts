/** The four characters at `at`, as RIFF, AIFF and MP4 name their parts; shorter at the end of the bytes. */
export function chunkName(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
