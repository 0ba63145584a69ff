/**
 * A path as the file system has it: bytes, which need not be UTF-8. Two names that are shown alike may be two files, so
 * everything that opens or remembers one uses the bytes.
 */
export type PathBytes = Buffer;

/** For people: what is no UTF-8 shows as �, what moves the cursor or turns the text as ?. */
export const shown = (path: PathBytes): string => legible(path.toString('utf8'));

export const legible = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '?');

/** For programs: as it is; of what is no UTF-8 its bytes too. */
export interface ToldPath {
  readonly path: string;
  readonly path_base64?: string;
}

export function told(path: PathBytes): ToldPath {
  const text = path.toString('utf8');
  const isText = Buffer.from(text).equals(path);
  return { path: text, ...(isText ? {} : { path_base64: path.toString('base64') }) };
}

/** A name below a folder. */
export const below = (folder: PathBytes, name: Buffer): PathBytes =>
  Buffer.concat([folder, folder.at(-1) === 0x2f ? Buffer.alloc(0) : Buffer.from('/'), name]);
