import type { AudioSource } from '#domain/ports/audio.ts';
import { windowed } from '#media/containers/window.ts';
import { chunksOf, type Mp4Track, sizesOf } from './track.ts';

/** No codec here has samples this long. */
const LONGEST = 16 * 1024 ** 2;
/** Bytes of plain samples read at once. */
const STEP = 64 * 1024;

/** Chunks may lie over one another: no more is read than the file has, but for what little overlaps in honest ones. */
const most = (size: number) => 2 * size + STEP;

/** The samples of a track that its tables tell of, one after the other, up to the end of a cut file. */
export async function* samplesOf(source: AudioSource, track: Mp4Track): AsyncGenerator<Uint8Array> {
  const read = windowed(source);
  const sizes = sizesOf(track);
  let left = most(source.size);
  let sample = 0;
  for (const chunk of chunksOf(track)) {
    let { at } = chunk;
    for (let i = 0; i < chunk.samples && sample < sizes.count; i++, sample++) {
      const size = sizes.at(sample);
      left -= Math.max(size, 1);
      if (at + size > source.size || size > LONGEST || left < 0) return;
      // An empty packet would stand for one that was lost.
      if (size > 0) yield (await read(at, size)).slice();
      at += size;
    }
  }
}

/**
 * The bytes of a track of plain samples or blocks of fixed size, of which `samples` have `bytes`: its sizes are not to
 * be relied on, QuickTime tells 1 for any of them.
 */
export async function* blocksOf(
  source: AudioSource,
  track: Mp4Track,
  { samples, bytes }: { samples: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  const read = windowed(source);
  let left = most(source.size);
  for (const chunk of chunksOf(track)) {
    const end = Math.min(source.size, chunk.at + Math.floor(chunk.samples / samples) * bytes);
    for (let { at } = chunk; at < end; at += STEP) {
      const piece = await read(at, Math.min(STEP, end - at));
      left -= piece.length;
      if (left < 0) return;
      yield piece.slice();
    }
  }
}

/** How many samples the tables tell of. */
export const countOf = (track: Mp4Track): number => {
  let count = 0;
  for (const { samples } of chunksOf(track)) count += samples;
  return Math.min(count, sizesOf(track).count);
};

/** The source as it would be if the tables of that track were empty: then the demuxer goes on to the fragments. */
export function withoutTables(source: AudioSource, { boxes }: Mp4Track): AudioSource {
  const places = ['stts', 'stsc', 'stco', 'co64', 'ctts'].map((name) => [boxes.get(name)?.at, 4] as const);
  const counts = [...places, [boxes.get('stsz')?.at, 8] as const];
  const read = async (start: number, end: number) => {
    const bytes = (await source.read(start, end)).slice();
    for (const [at, offset] of counts) {
      if (at === undefined) continue;
      const from = Math.max(0, at + offset - start);
      const to = Math.max(0, at + offset + 4 - start);
      bytes.fill(0, from, to);
    }
    return bytes;
  };
  return { size: source.size, stream: () => source.stream(), read };
}
