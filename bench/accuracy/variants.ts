import type { Track } from './tracks.ts';

/** What a copy may have gone through; each kind has a floor of recall (docs/benchmarks.md). */
export type Kind = 'copy' | 'equaliser' | 'tempo or speed';

export const FLOORS: Readonly<Record<Kind, number>> = {
  copy: 0.995,
  equaliser: 0.99,
  'tempo or speed': 0.95,
};

/** One way of making a copy with ffmpeg. */
export interface Variant {
  readonly name: string;
  readonly kind: Kind;
  /** The ending of its files. */
  readonly ending: string;
  /** ffmpeg's arguments between input and output. */
  args(track: Track): string[];
  /** Seconds a track must have: nobody takes 15 s from one of 20 and calls it a copy. */
  readonly shortest: number;
}

/** What changes the sound is sent as an mp3, as a listener would. */
const MP3 = ['-b:a', '192k', '-compression_level', '9'];

const encoded = (name: string, ending: string, ...args: string[]): Variant => ({
  name,
  kind: 'copy',
  ending,
  args: () => args,
  shortest: 0,
});

const filtered = (
  name: string,
  kind: Kind,
  filter: (track: Track) => string,
  shortest = 0,
  ...more: string[]
): Variant => ({
  name,
  kind,
  ending: 'mp3',
  args: (track) => ['-af', filter(track), ...more, ...MP3],
  shortest,
});

const cut = (seconds: number): Variant[] => [
  filtered(`${seconds} s cut from the start`, 'copy', () => `atrim=start=${seconds}`, 2 * seconds),
  filtered(
    `${seconds} s cut from the end`,
    'copy',
    ({ duration }) => `atrim=end=${(duration - seconds).toFixed(3)}`,
    2 * seconds,
  ),
];

const equalised = (bass: number, treble: number): Variant => {
  const change = (name: string, gain: number) => (gain === 0 ? [] : [`${name} ${gain > 0 ? '+' : '−'}6 dB`]);
  const filters = [...(bass ? [`bass=g=${bass}`] : []), ...(treble ? [`treble=g=${treble}`] : [])];
  const name = [...change('bass', bass), ...change('treble', treble)].join(', ');
  // Made softer first, so that it measures the equaliser and not clipping.
  return filtered(name, 'equaliser', () => ['volume=-6dB', ...filters].join(','));
};

const percent = (factor: number) =>
  `${factor > 1 ? '+' : '−'}${Math.abs(Math.round((factor - 1) * 1000) / 10)} %`;
const tempo = (factor: number): Variant =>
  filtered(`tempo ${percent(factor)}`, 'tempo or speed', () => `atempo=${factor}`);
const speed = (factor: number): Variant =>
  filtered(
    `speed ${percent(factor)}`,
    'tempo or speed',
    ({ rate }) => `asetrate=${Math.round(rate * factor)},aresample=${rate}`,
  );

/** dB of ffmpeg's pink noise of amplitude 1, in stereo, as its volumedetect measures it. */
const PINK_LEVEL = -17.3;
const NOISE_BELOW = 25;

/** Pink noise mixed in, as far below the track's own level. */
const noise: Variant = {
  name: `pink noise ${NOISE_BELOW} dB below`,
  kind: 'copy',
  ending: 'mp3',
  shortest: 0,
  args: ({ level, rate }) => {
    const source = `anoisesrc=color=pink:seed=7:r=${rate},aformat=channel_layouts=stereo`;
    const gain = (level - NOISE_BELOW - PINK_LEVEL).toFixed(1);
    const mix = `${source},volume=${gain}dB[noise];[0:a][noise]amix=inputs=2:duration=first:normalize=0`;
    return ['-filter_complex', mix, ...MP3];
  },
};

export const VARIANTS: readonly Variant[] = [
  encoded('mp3 320', 'mp3', '-b:a', '320k'),
  encoded('mp3 128', 'mp3', '-b:a', '128k'),
  encoded('mp3 64', 'mp3', '-b:a', '64k'),
  encoded('mp3 32 mono', 'mp3', '-ac', '1', '-b:a', '32k'),
  encoded('aac 96', 'm4a', '-b:a', '96k'),
  encoded('opus 48', 'opus', '-b:a', '48k'),
  encoded('opus 24', 'opus', '-b:a', '24k'),
  encoded('vorbis q1', 'ogg', '-c:a', 'libvorbis', '-q:a', '1'),
  encoded('wma 128', 'wma', '-b:a', '128k'),
  encoded('flac', 'flac', '-sample_fmt', 's16'),
  filtered('+12 dB, clipped', 'copy', () => 'volume=12dB,aformat=sample_fmts=s16'),
  filtered('−12 dB', 'copy', () => 'volume=-12dB'),
  ...cut(3.7),
  ...cut(10.06),
  ...cut(15),
  filtered(
    'fades of 8 s',
    'copy',
    ({ duration }) => `afade=t=in:d=8,afade=t=out:st=${(duration - 8).toFixed(3)}:d=8`,
    24,
  ),
  noise,
  filtered('44.1 → 48 kHz', 'copy', ({ rate }) => `aresample=${rate === 48_000 ? 44_100 : 48_000}`),
  equalised(6, 0),
  equalised(-6, 0),
  equalised(0, 6),
  equalised(0, -6),
  equalised(6, -6),
  equalised(-6, 6),
  tempo(1.02),
  tempo(0.98),
  speed(1.005),
  speed(0.995),
  speed(1.01),
  speed(0.99),
];
