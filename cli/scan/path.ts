/**
 * A path as the file system has it: bytes, which need not be UTF-8. Two names that are shown alike may be two files, so
 * everything that opens or remembers one uses the bytes.
 */
export type PathBytes = Buffer;

/** For people: what is no UTF-8 shows as �, control characters as ?. */
export const shown = (path: PathBytes): string => path.toString('utf8').replace(/\p{Cc}/gu, '?');

/** A name below a folder. */
export const below = (folder: PathBytes, name: Buffer): PathBytes =>
  Buffer.concat([folder, folder.at(-1) === 0x2f ? Buffer.alloc(0) : Buffer.from('/'), name]);
