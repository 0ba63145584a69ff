import { encodeFingerprint } from '#core/text/codec.ts';
import type { Tools } from '#domain/files/processing.ts';
import { type AudioSource, type Recording, UnusableAudio } from '#domain/ports/audio.ts';
import { DownloadFailed } from '#domain/ports/download.ts';
import { randomNumbers } from '../../test/sound/random.ts';

const WORDS = 30;
const SECONDS_PER_WORD = 0.1238;

/** Recordings with nothing in common; `2b` is `2` without its last word: the same recording to Refrain. */
const SONGS = 40;
export const songs = Array.from({ length: SONGS }, (_, i) => [`${i}`, `${i}b`]).flat();

/** Of few words, so that a file or an entry is a few postings and thousands of them can be worked on. */
function recordingOf(song: string): Recording & { readonly words: Uint32Array } {
  const random = randomNumbers(7919 * (Number.parseInt(song, 10) + 1));
  const whole = Uint32Array.from({ length: WORDS }, () => random() * 2 ** 32);
  const words = song.endsWith('b') ? whole.slice(0, -1) : whole;
  return { words, duration: words.length * SECONDS_PER_WORD };
}

/** As fpcalc prints it. */
export const fingerprintOf = (song: string) => {
  const { words, duration } = recordingOf(song);
  return `DURATION=${Math.round(duration)}\nFINGERPRINT=${encodeFingerprint(words)}\n`;
};

/** What stands for audio: `audio of song 2b, copy 3`. Copies with one number are equal. */
export const audioOf = (song: string, copy: number) =>
  `audio of song ${song}, copy ${copy} ${'.'.repeat(copy)}`;

async function heardIn(source: AudioSource): Promise<Recording> {
  const text = Buffer.from(await source.read(0, source.size)).toString();
  const [, song] = /^audio of song (\w+),/.exec(text) ?? [];
  if (song === undefined) throw new UnusableAudio('This is no audio.');
  const audio = {
    format: 'wav',
    lossless: true,
    bitRate: 64_000,
    sampleRate: 8000,
    channels: 1,
    notice: null,
  };
  return { ...recordingOf(song), audio };
}

/** The worker's, but for decoders and the internet: a URL `http://songs/2b/3` leads to its audio. */
export const tools: Tools = {
  listen: heardIn,
  async download(url, keep) {
    const [, song = '', copy = ''] = /^http:\/\/songs\.test\/(\w+)\/(\d+)$/.exec(url) ?? [];
    if (song === '') throw new DownloadFailed('There is nothing at this address.');
    return keep(
      (async function* () {
        yield new TextEncoder().encode(audioOf(song, Number(copy)));
      })(),
    );
  },
};
