import type { Track } from '../tracks.ts';
import { composed, filtered, type Kind, type Variant } from './variant.ts';

/** Where a stretch begins: never at a round place. */
const startOf = ({ duration }: Track, seconds: number) =>
  Math.round(0.4137 * (duration - seconds) * 1000) / 1000;
/** More than a copy may lack at either end. */
const MARGIN = 40;

const stretch = (kind: Kind, name: string, seconds: number, more: Partial<Variant>): Variant =>
  filtered(
    kind,
    name,
    (track) => `atrim=start=${startOf(track, seconds)}:duration=${seconds},asetpts=N/SR/TB`,
    {
      relation: 'excerpt',
      shortest: seconds + MARGIN,
      truth: (track) => ({ offset: startOf(track, seconds), overlap: seconds, speed: 1 }),
      ...more,
    },
  );

/** Samples to be identified: clean, and as an mp3. */
const sample = (seconds: number, clean: number, asMp3: number): Variant[] => {
  const filterOf = (track: Track) =>
    `atrim=start=${startOf(track, seconds)}:duration=${seconds},asetpts=N/SR/TB`;
  const way = (name: string, goal: number, ending: string, ...args: string[]) =>
    stretch({ name: `identify: ${seconds} s, ${name}`, goal }, `${seconds} s, ${name}`, seconds, {
      sent: 'sample',
      ending,
      args: (track) => ['-af', filterOf(track), ...args],
    });
  return [way('clean', clean, 'flac', '-sample_fmt', 's16'), way('mp3 64', asMp3, 'mp3', '-b:a', '64k')];
};

export const SAMPLES: readonly Variant[] = [...sample(10, 0.95, 0.9), ...sample(20, 0.99, 0.97)];

const EXCERPT: Kind = { name: 'relation of excerpts of 20 s and more', goal: 0.97 };
const PRINT: Kind = { name: 'relation of 120 s fingerprints', goal: 0.97 };
const MIDDLE: Kind = { name: 'relation with a cut or repeated middle', goal: 0.97 };
const VOICE: Kind = { name: 'relation with a voice over 30 %', goal: 0.97 };
const JOINED: Kind = { name: 'relation with other music or noise joined to an end', goal: 0.97 };

/** The track up to one place, and on from another. */
const spliced = (name: string, from: (middle: number) => number, to: (middle: number) => number): Variant =>
  composed(
    MIDDLE,
    name,
    ({ duration }) => {
      const [end, start] = [from(duration / 2), to(duration / 2)].map((at) => at.toFixed(3));
      const parts = `[0:a]asplit[x][y];[x]atrim=end=${end}[a];[y]atrim=start=${start},asetpts=N/SR/TB[b]`;
      return ['-filter_complex', `${parts};[a][b]concat=n=2:v=0:a=1`];
    },
    {
      relation: 'edit',
      shortest: 60,
      truth: ({ duration }) => ({
        offset: 0,
        overlap: duration - to(0) + from(0),
        speed: 1,
      }),
    },
  );

const VOICE_OVER = 0.3;

const voice = composed(
  VOICE,
  'a voice over 30 %',
  ({ duration, level, rate }, { voice: { path, level: its } }) => {
    const [start, length] = [0.35 * duration, VOICE_OVER * duration];
    const speech = `[1:a]aresample=${rate},aformat=channel_layouts=stereo,volume=${(level - its).toFixed(1)}dB`;
    const placed = `${speech},atrim=end=${length.toFixed(3)},adelay=${Math.round(1000 * start)}:all=1[voice]`;
    const mix = `${placed};[0:a]aformat=channel_layouts=stereo[music];[music][voice]amix=duration=first:normalize=0`;
    return ['-i', path, '-filter_complex', `${mix},volume=-6dB`];
  },
  { relation: 'edit', shortest: 40, truth: () => ({ offset: 0, speed: 1 }) },
);

const STEREO = 'aresample=44100,aformat=channel_layouts=stereo';

const joined = (name: string, at: 'start' | 'end', source: (path: string) => string[], seconds: number) =>
  composed(
    JOINED,
    name,
    (_, { other }) => {
      const [first, second] = at === 'start' ? ['b', 'a'] : ['a', 'b'];
      const parts = `[0:a]${STEREO}[a];[1:a]${STEREO},atrim=end=${seconds}[b]`;
      return [...source(other.path), '-filter_complex', `${parts};[${first}][${second}]concat=n=2:v=0:a=1`];
    },
    {
      relation: 'edit',
      shortest: 90,
      truth: ({ duration }) => ({ offset: at === 'start' ? -seconds : 0, overlap: duration, speed: 1 }),
    },
  );

const music = (path: string) => ['-i', path];
const hiss = () => ['-f', 'lavfi', '-i', 'anoisesrc=color=white:seed=9:a=0.1'];

/** What is no copy of its track and is related to it. */
export const RELATIONS: readonly Variant[] = [
  ...[20, 30, 60].map((seconds) => stretch(EXCERPT, `excerpt of ${seconds} s`, seconds, {})),
  {
    ...stretch(PRINT, '120 s fingerprint', 120, { shortest: 150 }),
    args: () => undefined,
    truth: () => ({ offset: 0, overlap: 120, speed: 1 }),
  },
  spliced(
    '10 s cut out of the middle',
    (middle) => middle - 5,
    (middle) => middle + 5,
  ),
  spliced(
    '20 s cut out of the middle',
    (middle) => middle - 10,
    (middle) => middle + 10,
  ),
  spliced(
    '15 s of the middle repeated',
    (middle) => middle,
    (middle) => middle - 15,
  ),
  voice,
  joined('20 s of other music before', 'start', music, 20),
  joined('20 s of other music after', 'end', music, 20),
  joined('25 s of hiss after', 'end', hiss, 25),
];
