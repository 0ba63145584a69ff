import type { AudioSource } from '#domain/ports/audio.ts';
import { windowed } from '#media/containers/window.ts';
import { big } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { checkFragment, checkMovie, refuse } from './checks.ts';

/** What describes a day of AAC has some 20 MB; it is read at once. */
const MOST_BYTES = 64 * 1024 ** 2;
/** A file in fragments has two boxes for every few seconds. */
const MOST_BOXES = 200_000;

/** The parts of an MP4 or MOV file that tell where its samples are. */
export interface Mp4Layout {
  readonly moov: { readonly at: number; readonly bytes: Uint8Array } | undefined;
  readonly hasFragments: boolean;
}

/**
 * Walks the outermost boxes. Throws for what tells of more than any recording has: the demuxer believes it, and a file
 * of 12 KB would keep it counting for hours, without a pause in which it could be stopped.
 */
export async function mp4Layout(source: AudioSource): Promise<Mp4Layout> {
  const read = windowed(source);
  let moov: Mp4Layout['moov'];
  let hasFragments = false;
  let at = 0;
  for (let boxes = 0; boxes < MOST_BOXES && at + 8 <= source.size; boxes++) {
    const header = await read(at, 16);
    const short = big(header, 0, 4);
    const size = short === 0 ? source.size - at : short === 1 ? big(header, 8, 8) : short;
    const name = chunkName(header, 4);
    if ((name === 'moov' || name === 'moof') && Math.min(size, source.size - at) > MOST_BYTES) refuse();
    if (name === 'moov') {
      const bytes = (await read(at, size)).slice();
      checkMovie(bytes);
      moov ??= { at, bytes };
    }
    if (name === 'moof') {
      hasFragments = true;
      checkFragment(await read(at, size));
    }
    if (size < 8) break;
    at += size;
  }
  return { moov, hasFragments };
}
