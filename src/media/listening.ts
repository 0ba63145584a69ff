import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { hasEvidence } from '#core/sketch/telling.ts';
import { type Recording, TooLong, UnusableAudio } from '#domain/ports/audio.ts';
import { Cancelling } from './cancelling.ts';
import { lossOf } from './loss.ts';
import type { Found, Sound } from './sound.ts';
import { mixed } from './surround.ts';

/** Seconds below which a recording is refused. */
const SHORTEST = 3;
/** Amplitude (−80 dB) below which a recording is silent throughout. */
const SILENT = 1e-4;
/** Sample rates that recordings have, in hertz: a header may tell any, and the resampler's work grows with it. */
const LOWEST_RATE = 1000;
const HIGHEST_RATE = 768_000;
/** An honest file has one, or one for each piece it was joined from. Each costs a filter. */
const MOST_RATES = 16;
/** Samples a second, of all channels, on which the longest recording may come: four of 48 kHz. */
const SAMPLES = 4 * 48_000;
/**
 * Work that a byte may cost, in samples of all channels, a second counting for as many as one of 44.1 kHz at least.
 * Speech of 6 kbit/s, the least that a decoder here reads, comes on 60; constant blocks of flac on 100,000.
 */
const WORK_A_BYTE = 160;
/** Work that is done for any file: six minutes of mono. */
const WORK_AT_LEAST = 16_000_000;
const WORK_A_SECOND = 44_100;

/** What has been decoded of a file so far, and what became of it. */
export class Listening {
  duration = 0;
  private counted = { rate: 0, before: 0, samples: 0 };
  private samples = 0;
  private work = 0;
  private loudest = 0;
  private rates = 0;
  private current: { readonly rate: number; readonly kind: Sound['kind'] } | undefined;
  private first: { readonly rate: number; readonly channels: number } | undefined;
  private fingerprinter: Fingerprinter | undefined;
  private readonly size: number;
  private readonly longest: number;
  private readonly way: 'mixed' | 'left';
  private readonly cancelling = new Cancelling();

  /** `size`: bytes of the file. `longest`: seconds. `left`: the left channel alone is heard. */
  constructor(size: number, longest: number, way: 'mixed' | 'left' = 'mixed') {
    this.way = way;
    this.size = size;
    this.longest = longest;
  }

  /** Throws UnusableAudio for what no recording has. */
  take(sound: Sound): void {
    this.first ??= { rate: sound.rate, channels: sound.channels.length };
    this.measure(sound);
    const mix = mixed(sound);
    const channels = this.way === 'left' ? mix.channels.slice(0, 1) : mix.channels;
    this.tune(mix).push(channels);
    this.cancelling.take(channels);
    if (this.loudest < SILENT) this.loudest = Math.max(this.loudest, ...mix.channels.map(peak));
  }

  /** The channels cancel one another: nothing is left of them when they are mixed. */
  get isCancelled(): boolean {
    return this.cancelling.isCancelled;
  }

  /** What was heard in all. Throws UnusableAudio when that is no recording, or too little of what the file promised. */
  recording(found: Found): Recording {
    const { duration, fingerprinter } = this;
    const first = this.first;
    if (fingerprinter === undefined || first === undefined || duration === 0)
      throw new UnusableAudio('Nothing in the file can be decoded.');
    const { notice, refusal } = lossOf(found, duration);
    if (duration - found.lost < SHORTEST) {
      throw new UnusableAudio(
        `The recording is shorter than ${SHORTEST} seconds (${(duration - found.lost).toFixed(1)} s).`,
      );
    }
    if (refusal !== null) throw new UnusableAudio(refusal);
    if (this.loudest < SILENT) throw new UnusableAudio('The recording is silent throughout.');
    const audio = {
      format: found.format,
      bitRate: Math.round((this.size * 8) / duration),
      sampleRate: found.rate || first.rate,
      channels: found.channels || first.channels,
      lossless: found.lossless,
      notice,
    };
    const words = fingerprinter.finish();
    const isTelling = hasEvidence(words);
    const contour = isTelling ? undefined : fingerprinter.contour();
    let others: ReturnType<Fingerprinter['others']> | undefined;
    return {
      words,
      duration,
      ...(contour && { contour }),
      get others() {
        // Where the words tell nothing, they tell nothing at any speed.
        others ??= isTelling ? fingerprinter.others() : [];
        return others;
      },
      audio,
    };
  }

  /** Counts a stretch, and refuses what grows beyond all that a recording of these bytes can be. */
  private measure({ channels, rate }: Sound): void {
    if (!(rate >= LOWEST_RATE && rate <= HIGHEST_RATE)) {
      throw new UnusableAudio(
        `The file tells a sample rate of ${rate} Hz; from ${LOWEST_RATE} to ${HIGHEST_RATE} Hz can be read.`,
      );
    }
    const length = channels[0]?.length ?? 0;
    const seconds = length / rate;
    // Counted in samples while the rate stays: a sum of many stretches is a little more or less than their whole.
    if (rate !== this.counted.rate) this.counted = { rate, before: this.duration, samples: 0 };
    this.counted.samples += length;
    this.duration = this.counted.before + this.counted.samples / rate;
    if (this.duration > this.longest + 1e-6) throw new TooLong(this.longest);
    this.samples += length * channels.length;
    if (this.samples > this.longest * SAMPLES) {
      const hours = this.longest / 3600;
      throw new UnusableAudio(
        `The recording has more than four channels of 48 kHz have in ${hours.toFixed(1)} hours: mix it down, or cut it.`,
      );
    }
    this.work += seconds * Math.max(WORK_A_SECOND, rate * channels.length);
    if (this.work > WORK_AT_LEAST + this.size * WORK_A_BYTE) {
      throw new UnusableAudio(
        'The file unpacks to far more sound than music of its size has: it is silent for the most part, or made to do harm.',
      );
    }
  }

  private tune({ rate, kind }: Sound): Fingerprinter {
    this.fingerprinter ??= new Fingerprinter(rate, kind, 'otherwise too');
    const isSame = this.current === undefined || (this.current.rate === rate && this.current.kind === kind);
    if (!isSame) {
      if (++this.rates > MOST_RATES)
        throw new UnusableAudio(`The file changes its sample rate more than ${MOST_RATES} times.`);
      this.fingerprinter.retune(rate, kind);
    }
    this.current = { rate, kind };
    return this.fingerprinter;
  }
}

function peak(samples: Float32Array): number {
  let most = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    if (size > most) most = size;
  }
  return most;
}
