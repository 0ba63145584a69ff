import type { Pcm } from './music.ts';
import { randomNumbers } from './random.ts';

const each = (
  { channels, sampleRate }: Pcm,
  change: (plane: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>,
): Pcm => ({
  channels: channels.map(change),
  sampleRate,
});

/** From `from` up to `to`, in seconds. */
export function cut(pcm: Pcm, from: number, to = Number.POSITIVE_INFINITY): Pcm {
  const at = (seconds: number) => Math.round(Math.min(seconds, 1e6) * pcm.sampleRate);
  return each(pcm, (plane) => plane.slice(at(from), at(to)));
}

/** One after the other. */
export function join(...parts: readonly [Pcm, ...Pcm[]]): Pcm {
  const [first] = parts;
  const channels = first.channels.map((_, c) => {
    const planes = parts.map((part) => part.channels[c] ?? new Float32Array(0));
    const joined = new Float32Array(planes.reduce((sum, plane) => sum + plane.length, 0));
    let at = 0;
    for (const plane of planes) {
      joined.set(plane, at);
      at += plane.length;
    }
    return joined;
  });
  return { channels, sampleRate: first.sampleRate };
}

export function silence(seconds: number, sampleRate = 11025, channels = 1): Pcm {
  const length = Math.round(seconds * sampleRate);
  return { channels: Array.from({ length: channels }, () => new Float32Array(length)), sampleRate };
}

/** A steady sine. */
export function testTone(seconds: number, hertz: number, sampleRate = 11025): Pcm {
  const plane = Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, i) => Math.round(16384 * Math.sin((2 * Math.PI * hertz * i) / sampleRate)) / 32768,
  );
  return { channels: [plane], sampleRate };
}

/** Both at once, as long as the first. */
export function mixed(a: Pcm, b: Pcm): Pcm {
  const channels = a.channels.map((plane, c) => plane.map((sample, i) => sample + (b.channels[c]?.[i] ?? 0)));
  return { channels, sampleRate: a.sampleRate };
}

/** White noise added, its level over the full scale's. */
export function withNoise(pcm: Pcm, level: number, seed: number): Pcm {
  const random = randomNumbers(seed);
  return each(pcm, (plane) => plane.map((sample) => sample + (random() * 2 - 1) * level));
}

export function louder(pcm: Pcm, gain: number): Pcm {
  return each(pcm, (plane) => plane.map((sample) => sample * gain));
}

/** Bass raised by about 6 dB and treble lowered by as much: a shelf either side of 1 kHz. */
export function equalised(pcm: Pcm): Pcm {
  const share = 1 - Math.exp((-2 * Math.PI * 1000) / pcm.sampleRate);
  return each(pcm, (plane) => {
    let low = 0;
    return plane.map((sample) => {
      low += share * (sample - low);
      return 0.5 * (2 * low + 0.5 * (sample - low));
    });
  });
}

/** A linear fade over the first and last seconds. */
export function faded(pcm: Pcm, seconds: number): Pcm {
  const length = seconds * pcm.sampleRate;
  return each(pcm, (plane) =>
    plane.map((sample, i) => sample * Math.min(1, i / length, (plane.length - i) / length)),
  );
}
