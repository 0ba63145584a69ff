import type { Heard, Library } from './library.ts';
import type { Listeners } from './listeners.ts';
import type { ScannedFile } from './recordings.ts';
import { type FoundFile, isAsFound } from './walk.ts';

/** How far a scan is. */
export interface ScanProgress {
  readonly files: number;
  readonly done: number;
}

export interface Scanned {
  readonly recordings: ScannedFile[];
  readonly refused: { readonly file: FoundFile; readonly why: string }[];
}

/** Remembered as soon as it is heard: a scan that is ended goes on where it was. */
export async function hear(file: FoundFile, library: Library, listeners: Listeners): Promise<Heard> {
  const known = library.recall(file);
  if (known) return known;
  const heard = await listeners.listen(file);
  if ('refused' in heard && heard.mayPass) return heard;
  if (!(await isAsFound(file)))
    return { refused: 'has changed while it was listened to: the next scan hears it', mayPass: true };
  library.remember(file, heard);
  return heard;
}

/** Listens to what the library does not know yet, `threads` files at once. */
export async function scan(
  files: readonly FoundFile[],
  library: Library,
  listeners: Listeners,
  threads: number,
  show: (progress: ScanProgress) => void,
): Promise<Scanned> {
  const recordings: ScannedFile[] = [];
  const refused: Scanned['refused'] = [];
  const waiting = files.values();
  let done = 0;
  const work = async () => {
    for (const file of waiting) {
      const heard = await hear(file, library, listeners);
      if ('refused' in heard) refused.push({ file, why: heard.refused });
      else recordings.push({ ...file, ...heard });
      show({ files: files.length, done: ++done });
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return { recordings, refused };
}
