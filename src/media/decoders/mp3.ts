import { MPEGDecoder } from 'mpg123-decoder';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Sound } from './sound.ts';

/** Small enough that one step does not hold up the event loop. */
const STEP = 32768;

/** MPEG audio, layers I to III, by mpg123; finds its frames in whatever surrounds them. */
export async function* decodeMp3(source: AudioSource): AsyncGenerator<Sound> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const { channelData, sampleRate } = decoder.decode(chunk.subarray(at, at + STEP));
        if ((channelData[0]?.length ?? 0) > 0)
          yield { channels: channelData, rate: sampleRate, kind: 'float' };
      }
    }
  } finally {
    decoder.free();
  }
}
