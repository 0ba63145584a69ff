import { encoded, equalised, filtered, type Kind, MP3, speed, tempo, type Variant } from './variant.ts';

const COPY: Kind = { name: 're-encoded, volume, cut, fades, noise', goal: 0.998 };
const EQUALISER: Kind = { name: 'equaliser ±6 dB', goal: 0.995 };
const TEMPO: Kind = { name: 'tempo ±2 %, speed ±0.5 % and ±1 %', goal: 0.995 };

const cut = (seconds: number): Variant[] => {
  const overlap = (duration: number) => duration - seconds;
  return [
    filtered(COPY, `${seconds} s cut from the start`, () => `atrim=start=${seconds}`, {
      shortest: 2 * seconds,
      truth: ({ duration }) => ({ offset: seconds, overlap: overlap(duration), speed: 1 }),
    }),
    filtered(
      COPY,
      `${seconds} s cut from the end`,
      ({ duration }) => `atrim=end=${overlap(duration).toFixed(3)}`,
      {
        shortest: 2 * seconds,
        truth: ({ duration }) => ({ offset: 0, overlap: overlap(duration), speed: 1 }),
      },
    ),
  ];
};

/** dB of ffmpeg's pink noise of amplitude 1, in stereo, as its volumedetect measures it. */
const PINK_LEVEL = -17.3;
const NOISE_BELOW = 25;

/** Pink noise mixed in, as far below the track's own level. */
const noise: Variant = {
  ...encoded(COPY, `pink noise ${NOISE_BELOW} dB below`, 'mp3'),
  args: ({ level, rate }) => {
    const source = `anoisesrc=color=pink:seed=7:r=${rate},aformat=channel_layouts=stereo`;
    const gain = (level - NOISE_BELOW - PINK_LEVEL).toFixed(1);
    const mix = `${source},volume=${gain}dB[noise];[0:a][noise]amix=inputs=2:duration=first:normalize=0`;
    return ['-filter_complex', mix, ...MP3];
  },
};

/** What is promised of any copy. */
export const COPIES: readonly Variant[] = [
  encoded(COPY, 'mp3 320', 'mp3', '-b:a', '320k'),
  encoded(COPY, 'mp3 128', 'mp3', '-b:a', '128k'),
  encoded(COPY, 'mp3 64', 'mp3', '-b:a', '64k'),
  encoded(COPY, 'mp3 32 mono', 'mp3', '-ac', '1', '-b:a', '32k'),
  encoded(COPY, 'aac 96', 'm4a', '-b:a', '96k'),
  encoded(COPY, 'opus 48', 'opus', '-b:a', '48k'),
  encoded(COPY, 'opus 24', 'opus', '-b:a', '24k'),
  encoded(COPY, 'vorbis q1', 'ogg', '-c:a', 'libvorbis', '-q:a', '1'),
  encoded(COPY, 'wma 128', 'wma', '-b:a', '128k'),
  encoded(COPY, 'flac', 'flac', '-sample_fmt', 's16'),
  filtered(COPY, '+12 dB, clipped', () => 'volume=12dB,aformat=sample_fmts=s16'),
  filtered(COPY, '−12 dB', () => 'volume=-12dB'),
  ...cut(3.7),
  ...cut(10.06),
  ...cut(15),
  filtered(
    COPY,
    'fades of 8 s',
    ({ duration }) => `afade=t=in:d=8,afade=t=out:st=${(duration - 8).toFixed(3)}:d=8`,
    { shortest: 24 },
  ),
  noise,
  filtered(COPY, '44.1 → 48 kHz', ({ rate }) => `aresample=${rate === 48_000 ? 44_100 : 48_000}`),
  equalised(EQUALISER, 6, 0),
  equalised(EQUALISER, -6, 0),
  equalised(EQUALISER, 0, 6),
  equalised(EQUALISER, 0, -6),
  equalised(EQUALISER, 6, -6),
  equalised(EQUALISER, -6, 6),
  tempo(TEMPO, 1.02),
  tempo(TEMPO, 0.98),
  speed(TEMPO, 1.005),
  speed(TEMPO, 0.995),
  speed(TEMPO, 1.01),
  speed(TEMPO, 0.99),
];
