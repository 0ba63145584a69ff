import { Input, Logging, LogLevel, MP4, QTFF } from 'mediabunny';
import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { mp4Layout } from '#media/containers/mp4/layout.ts';
import { readerOf } from '#media/containers/mp4/packets.ts';
import { mp4Tracks } from '#media/containers/mp4/track.ts';
import type { Found, Sound } from '#media/sound.ts';
import { trackSound } from './track.ts';

// What a damaged file makes the demuxer say is of no use in a log; the refusal says what matters.
Logging.level = LogLevel.Silent;

/** The first audio track that can be read of MP4, M4A or MOV. */
export async function* decodeContainer(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const layout = await mp4Layout(source);
  if (layout.moov === undefined)
    throw new UnusableAudio(
      'The file has no index (moov): it is cut short, as mp4 files have theirs at the end, or a later part of a stream.',
    );
  const tables = mp4Tracks(layout.moov.bytes, layout.moov.at);
  const input = new Input({ formats: [MP4, QTFF], source: readerOf(source) });
  try {
    const names: string[] = [];
    for (const track of await input.getAudioTracks()) {
      const table = tables.find(({ id }) => id === track.id);
      const sound = await trackSound({ source, track, table, layout }, found);
      if (typeof sound === 'string') names.push(sound);
      else return yield* sound;
    }
    throw new UnusableAudio(
      names.length === 0
        ? 'The file has no audio track.'
        : `The file's audio is ${[...new Set(names)].join(', ')}, which Refrain does not read: send flac or wav.`,
    );
  } finally {
    input.dispose();
  }
}
