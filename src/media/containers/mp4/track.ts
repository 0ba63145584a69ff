import { big } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';

/** Bodies of a track's boxes by name, each with its place in the file. */
export interface Mp4Track {
  readonly id: number;
  readonly boxes: ReadonlyMap<string, { readonly at: number; readonly body: Uint8Array }>;
}

/** Boxes that hold boxes on the way to the sample tables. */
const OUTER = new Set(['trak', 'mdia', 'minf', 'stbl', 'edts']);
const MOST_BOXES = 10_000;

/** The tracks of a `moov` box that stands at `at`, and `mvhd` among the boxes of each. */
export function mp4Tracks(moov: Uint8Array, at: number): Mp4Track[] {
  const tracks: { id: number; boxes: Map<string, { at: number; body: Uint8Array }> }[] = [];
  let movie: { at: number; body: Uint8Array } | undefined;
  let count = 0;
  const walk = (from: number, to: number, inTrack: boolean) => {
    for (let place = from; place + 8 <= to && count++ < MOST_BOXES; ) {
      const short = big(moov, place, 4);
      const header = short === 1 ? 16 : 8;
      const size = short === 0 ? to - place : short === 1 ? big(moov, place + 8, 8) : short;
      if (size < header || place + size > to) return;
      const name = chunkName(moov, place + 4);
      if (name === 'trak') tracks.push({ id: 0, boxes: new Map(movie && [['mvhd', movie]]) });
      const track = tracks.at(-1);
      if (OUTER.has(name)) walk(place + header, place + size, inTrack || name === 'trak');
      else {
        const body = moov.subarray(place + header, place + size);
        if (name === 'mvhd') movie = { at: at + place + header, body };
        if (inTrack && track !== undefined && !track.boxes.has(name))
          track.boxes.set(name, { at: at + place + header, body });
        if (inTrack && track !== undefined && name === 'tkhd')
          track.id = big(body, body[0] === 1 ? 20 : 12, 4);
      }
      place += size;
    }
  };
  walk(8, moov.length, false);
  return tracks;
}

/** A stretch of the file that holds samples of a track. */
export interface Chunk {
  readonly at: number;
  readonly samples: number;
}

/** Where a track's chunks are, by `stsc` with `stco` or `co64`, and how many samples each has. */
export function* chunksOf({ boxes }: Mp4Track): Generator<Chunk> {
  const runs = boxes.get('stsc')?.body ?? new Uint8Array(0);
  const long = boxes.get('co64')?.body;
  const offsets = long ?? boxes.get('stco')?.body ?? new Uint8Array(0);
  const width = long === undefined ? 4 : 8;
  const count = Math.min(big(offsets, 4, 4), Math.floor((offsets.length - 8) / width));
  const entries = Math.min(big(runs, 4, 4), Math.floor((runs.length - 8) / 12));
  for (let chunk = 0, run = 0; chunk < count; chunk++) {
    while (run + 1 < entries && big(runs, 8 + 12 * (run + 1), 4) <= chunk + 1) run++;
    yield { at: big(offsets, 8 + width * chunk, width), samples: big(runs, 12 + 12 * run, 4) };
  }
}

/** The sizes of a track's samples, one after the other; one for all where `each` is not 0. */
export function sizesOf({ boxes }: Mp4Track): {
  each: number;
  count: number;
  at: (sample: number) => number;
} {
  const body = boxes.get('stsz')?.body;
  if (body !== undefined) {
    const each = big(body, 4, 4);
    const told = big(body, 8, 4);
    const count = each > 0 ? told : Math.min(told, Math.floor((body.length - 12) / 4));
    return { each, count, at: (sample) => (each > 0 ? each : big(body, 12 + 4 * sample, 4)) };
  }
  // The compact form, of 4, 8 or 16 bits.
  const compact = boxes.get('stz2')?.body ?? new Uint8Array(0);
  const bits = compact[7] ?? 0;
  const count = bits === 0 ? 0 : Math.min(big(compact, 8, 4), Math.floor(((compact.length - 12) * 8) / bits));
  const half = (sample: number) => ((compact[12 + (sample >> 1)] ?? 0) >> (sample % 2 === 0 ? 4 : 0)) & 15;
  const at = (sample: number) =>
    bits === 4 ? half(sample) : big(compact, 12 + (sample * bits) / 8, bits / 8);
  return { each: 0, count, at };
}
