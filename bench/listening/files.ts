import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../accuracy/programs.ts';
import type { Track } from '../accuracy/tracks.ts';

/** A kind of file, and how ffmpeg makes it. */
interface Format {
  readonly name: string;
  readonly ending: string;
  readonly encoder: readonly string[];
}

export const FORMATS: readonly Format[] = [
  { name: 'wav', ending: 'wav', encoder: ['-c:a', 'pcm_s16le'] },
  { name: 'flac', ending: 'flac', encoder: ['-c:a', 'flac', '-sample_fmt', 's16'] },
  { name: 'mp3', ending: 'mp3', encoder: ['-c:a', 'libmp3lame', '-b:a', '192k'] },
  { name: 'opus', ending: 'opus', encoder: ['-c:a', 'libopus', '-b:a', '128k'] },
  { name: 'vorbis', ending: 'ogg', encoder: ['-c:a', 'libvorbis', '-q:a', '5'] },
  { name: 'aac', ending: 'm4a', encoder: ['-c:a', 'aac', '-b:a', '160k'] },
  { name: 'wma', ending: 'wma', encoder: ['-c:a', 'wmav2', '-b:a', '160k'] },
];

const SECONDS = 240;
/** Times that the four minutes are played again for three hours. */
const AGAIN = 44;

const shortPath = ({ ending }: Format, work: string) => join(work, `short.${ending}`);

/** Four minutes of the tracks, one after the other: 44.1 kHz, stereo. Made unless it is there. */
export async function makeShort(tracks: readonly Track[], format: Format, work: string): Promise<string> {
  const inputs = tracks.flatMap(({ path }) => ['-i', path]);
  const alike = tracks.map((_, i) => `[${i}:a:0]aformat=sample_rates=44100:channel_layouts=stereo[t${i}];`);
  const joined = `${tracks.map((_, i) => `[t${i}]`).join('')}concat=n=${tracks.length}:v=0:a=1`;
  const graph = ['-filter_complex', `${alike.join('')}${joined}`, '-t', String(SECONDS)];
  return make(shortPath(format, work), [...inputs, ...graph, ...format.encoder]);
}

/** The same over and over. FLAC numbers its frames, so that it is encoded anew; of the others the packets are copied. */
export async function makeLong(format: Format, work: string): Promise<string> {
  const short = shortPath(format, work);
  const encoder = format.name === 'flac' ? format.encoder : ['-c:a', 'copy'];
  return make(join(work, `long.${format.ending}`), ['-stream_loop', String(AGAIN), '-i', short, ...encoder]);
}

async function make(path: string, args: readonly string[]): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await run('ffmpeg', ['-v', 'error', ...args, '-map_metadata', '-1', path]);
  return path;
}
