import type { Relation } from '#core/match/relation.ts';
import type { Track } from '../tracks.ts';

/** What files have in common whose share of right answers has one goal (docs/benchmarks.md). */
export interface Kind {
  readonly name: string;
  readonly goal: number;
}

/** Where a copy lies on its track, in seconds, and its speed over the track's; what is not told is not asked. */
export interface Truth {
  readonly offset?: number;
  readonly overlap?: number;
  readonly speed?: number;
}

/** What a copy may be made with beside its track. */
export interface Company {
  /** Other music. */
  readonly other: Track;
  /** Speech, and its level in dB below full scale. */
  readonly voice: { readonly path: string; readonly level: number };
}

/** One way of making a copy with ffmpeg, and what is right to say of it. */
export interface Variant {
  readonly name: string;
  readonly kind: Kind;
  /** The ending of its files. */
  readonly ending: string;
  /** ffmpeg's arguments between input and output. None: the track itself, asked by fpcalc's print of two minutes. */
  args(track: Track, company: Company): string[] | undefined;
  /** Seconds a track must have: nobody takes 15 s from one of 20 and calls it a copy. */
  readonly shortest: number;
  readonly relation: NonNullable<Relation>;
  truth(track: Track): Truth;
  /** Whether it is sent as a recording or as a sample to be identified. */
  readonly sent: 'recording' | 'sample';
}

/** What changes the sound is sent as an mp3, as a listener would. */
export const MP3 = ['-b:a', '192k', '-compression_level', '9'];

const WHOLE = ({ duration }: Track): Truth => ({ offset: 0, overlap: duration, speed: 1 });

const COPY = { shortest: 0, relation: 'same', truth: WHOLE, sent: 'recording', ending: 'mp3' } as const;

/** A copy that was only encoded otherwise. */
export const encoded = (kind: Kind, name: string, ending: string, ...args: string[]): Variant => ({
  ...COPY,
  name,
  kind,
  ending,
  args: () => args,
});

/** A copy whose sound was changed. */
export const filtered = (
  kind: Kind,
  name: string,
  filter: (track: Track) => string,
  more: Partial<Variant> = {},
): Variant => ({ ...COPY, name, kind, args: (track) => ['-af', filter(track), ...MP3], ...more });

/** A copy that is made of several inputs, or of several pieces. */
export const composed = (
  kind: Kind,
  name: string,
  args: (track: Track, company: Company) => string[],
  more: Partial<Variant>,
): Variant => ({ ...COPY, name, kind, args: (track, company) => [...args(track, company), ...MP3], ...more });

const signed = (value: number, unit: string) => `${value < 0 ? '−' : '+'}${Math.abs(value)} ${unit}`;
const percent = (factor: number) => signed(Math.round((factor - 1) * 10_000) / 100, '%');

const faster =
  (factor: number) =>
  ({ duration }: Track): Truth => ({ offset: 0, overlap: duration / factor, speed: factor });

export const tempo = (kind: Kind, factor: number): Variant =>
  filtered(kind, `tempo ${percent(factor)}`, () => `atempo=${factor}`, { truth: faster(factor) });

export const speed = (kind: Kind, factor: number): Variant =>
  filtered(
    kind,
    `speed ${percent(factor)}`,
    ({ rate }) => `asetrate=${Math.round(rate * factor)},aresample=${rate}`,
    { truth: faster(factor) },
  );

/** Made softer first, so that it measures the equaliser and not clipping. */
export function equalised(kind: Kind, bass: number, treble: number): Variant {
  const change = (name: string, gain: number) => (gain === 0 ? [] : [`${name} ${signed(gain, 'dB')}`]);
  const filters = [...(bass ? [`bass=g=${bass}`] : []), ...(treble ? [`treble=g=${treble}`] : [])];
  const softer = `volume=-${Math.max(Math.abs(bass), Math.abs(treble))}dB`;
  const name = [...change('bass', bass), ...change('treble', treble)].join(', ');
  return filtered(kind, name, () => [softer, ...filters].join(','));
}
