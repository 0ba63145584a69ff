import type { Sound } from './sound.ts';

/**
 * Where a channel's speaker stands, with its share in a mix to one channel as FFmpeg's resampler, and so fpcalc, has
 * it: the sides and the back at half, nothing of the low-frequency effects.
 */
const SHARES = { front: Math.SQRT1_2, centre: 1, back: 0.5, low: 0 };
type Place = keyof typeof SHARES;

const F: Place = 'front';
const C: Place = 'centre';
const B: Place = 'back';
const L: Place = 'low';

/** Places in the order of a WAVEFORMATEXTENSIBLE mask's bits: FL FR FC LFE BL BR FLC FRC BC SL SR. */
const MASK: readonly Place[] = [F, F, C, L, B, B, F, F, B, B, B];

/** Speakers by count of channels, in the order of FFmpeg's own layouts: 2.1, 4.0, 5.0, 5.1, 6.1, 7.1. */
export const USUAL: readonly (readonly Place[])[] = [
  [],
  [C],
  [F, F],
  [F, F, L],
  [F, F, C, B],
  [F, F, C, B, B],
  [F, F, C, L, B, B],
  [F, F, C, L, B, B, B],
  [F, F, C, L, B, B, B, B],
];

/** The same in FLAC's order (RFC 9639 §9.1.3): 3.0, quad, 5.0, 5.1, 6.1, 7.1. */
export const FLAC_PLACES: typeof USUAL = [
  ...USUAL.slice(0, 3),
  [F, F, C],
  [F, F, B, B],
  [F, F, C, B, B],
  [F, F, C, L, B, B],
  [F, F, C, L, B, B, B],
  [F, F, C, L, B, B, B, B],
];

/** The same in Vorbis's order (Vorbis I §4.3.9), which is also that of Opus (RFC 7845 §5.1.1.2). */
export const VORBIS_PLACES: typeof USUAL = [
  ...USUAL.slice(0, 3),
  [F, C, F],
  [F, F, B, B],
  [F, C, F, B, B],
  [F, C, F, B, B, L],
  [F, C, F, B, B, B, L],
  [F, C, F, B, B, B, B, L],
];

/** The same in the order of ALAC: C L R …, with the low frequencies last. */
export const ALAC_PLACES: typeof USUAL = [
  ...USUAL.slice(0, 3),
  [C, F, F],
  [C, F, F, B],
  [C, F, F, B, B],
  [C, F, F, B, B, L],
  [C, F, F, B, B, B, L],
  [C, F, F, F, F, B, B, L],
];

/** The same in the order of AAC where its decoder leaves it: of eight channels alone, C L R … with the low ones last. */
export const AAC_PLACES: typeof USUAL = [...USUAL.slice(0, 8), [C, F, F, B, B, B, B, L]];

/** Shares of channels at these places, their sum 1; undefined where all are alike, or the layout is not known. */
export function weightsOf(places: readonly Place[] | undefined): readonly number[] | undefined {
  if (places === undefined || places.length < 3) return undefined;
  const shares = places.map((place) => SHARES[place]);
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum > 0 ? shares.map((share) => share / sum) : undefined;
}

/** The places that a channel mask names; undefined when it does not name as many as there are channels. */
export function placesOfMask(mask: number, channels: number): readonly Place[] | undefined {
  const places = MASK.filter((_, bit) => (mask & (1 << bit)) !== 0);
  return places.length === channels ? places : undefined;
}

/** Sound with weights mixed to one channel by them. */
export function mixed(sound: Sound): Sound {
  const { channels, weights, rate } = sound;
  if (weights === undefined || weights.length !== channels.length) return sound;
  const mix = new Float32Array(channels[0]?.length ?? 0);
  for (const [c, plane] of channels.entries()) {
    const weight = weights[c] ?? 0;
    if (weight === 0) continue;
    for (let i = 0; i < mix.length; i++) mix[i] = (mix[i] as number) + weight * (plane[i] as number);
  }
  return { channels: [mix], rate, kind: 'float' };
}
