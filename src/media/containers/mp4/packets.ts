import { CustomSource, EncodedPacketSink, Input, type InputAudioTrack, MP4, QTFF } from 'mediabunny';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Mp4Layout } from './layout.ts';
import { countOf, samplesOf, withoutTables } from './samples.ts';
import type { Mp4Track } from './track.ts';

/** A track of a file, with its sample tables where it is an MP4's. */
export interface Track {
  readonly source: AudioSource;
  readonly track: InputAudioTrack;
  readonly table: Mp4Track | undefined;
  readonly layout: Mp4Layout;
}

/** A source for the demuxer, which asks for some kilobytes at a time. */
export const readerOf = (source: AudioSource): CustomSource =>
  new CustomSource({
    getSize: () => source.size,
    read: (start, end) => source.read(start, end),
    maxCacheSize: 1024 * 1024,
    // Without it, each packet would be a read of its own.
    prefetchProfile: 'network',
  });

/**
 * The packets of a track: those that its tables tell of (read here, since the demuxer counts those of a whole chunk
 * anew for each), then those of the fragments, which the demuxer looks for only where there are no tables.
 */
export async function* packetsOf({ source, track, table, layout }: Track): AsyncGenerator<Uint8Array> {
  const isTabled = table !== undefined && countOf(table) > 0;
  if (isTabled) yield* samplesOf(source, table);
  if (!isTabled) return yield* demuxed(track);
  if (!layout.hasFragments) return;
  const input = new Input({ formats: [MP4, QTFF], source: readerOf(withoutTables(source, table)) });
  try {
    const same = (await input.getAudioTracks()).find(({ id }) => id === track.id);
    if (same !== undefined) yield* demuxed(same);
  } finally {
    input.dispose();
  }
}

async function* demuxed(track: InputAudioTrack): AsyncGenerator<Uint8Array> {
  for await (const { data } of new EncodedPacketSink(track).packets()) if (data.length > 0) yield data;
}
