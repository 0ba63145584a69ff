import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { run } from './programs.ts';
import { Refusal } from './refusal.ts';

const AUDIO = new Set(['.ogg', '.mp3', '.flac', '.wav', '.m4a', '.opus', '.aiff', '.wma']);
/** Silent ones are refused by the API. */
const SILENT_DB = -70;

/** One recording of the music folder. */
export interface Track {
  readonly name: string;
  readonly path: string;
  /** Seconds. */
  readonly duration: number;
  /** Hertz. */
  readonly rate: number;
  /** Root mean square, in dB below full scale. */
  readonly level: number;
}

/**
 * The folder's recordings of `from` up to `to` seconds, at most `most`: a larger sample holds the smaller ones, and their
 * copies are there.
 */
export async function findTracks(
  folder: string,
  most: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Track[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new Refusal(`Cannot read the music folder: ${cause.message}`);
  });
  const paths = found
    .filter((entry) => entry.isFile() && AUDIO.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (shuffled(a) < shuffled(b) ? -1 : 1));
  const tracks: Track[] = [];
  // Games hold some sounds twice, under two names.
  const known = new Set<string>();
  for (const path of paths) {
    if (tracks.length >= most) break;
    const told = await lengthOf(path);
    if (!told || told.seconds < from || told.seconds >= to) continue;
    const { duration, level, sound } = await measured(path);
    if (known.has(sound)) continue;
    known.add(sound);
    const name = relative(folder, path).slice(0, -extname(path).length);
    if (level > SILENT_DB) tracks.push({ name, path, duration, level, rate: told.rate });
  }
  return tracks;
}

const shuffled = (path: string) => createHash('sha256').update(basename(path)).digest('hex');

/** Undefined of what is no sound. */
async function lengthOf(path: string): Promise<{ rate: number; seconds: number } | undefined> {
  const shown = ['-show_entries', 'stream=sample_rate:format=duration', '-of', 'json'];
  const probed = await run('ffprobe', ['-v', 'error', '-select_streams', 'a:0', ...shown, path]).catch(
    () => null,
  );
  const { streams = [], format = {} } = JSON.parse(probed?.out ?? '{}') as Probed;
  const rate = Number(streams[0]?.sample_rate);
  return rate > 0 ? { rate, seconds: Number(format.duration) } : undefined;
}

interface Probed {
  readonly streams?: readonly { readonly sample_rate?: string }[];
  readonly format?: { readonly duration?: string };
}

/** How long it is when it is decoded, in seconds, how loud, and a digest of what is heard. */
export async function measured(path: string): Promise<{ duration: number; level: number; sound: string }> {
  const args = ['-hide_banner', '-i', path, '-vn', '-af', 'volumedetect', '-f', 'md5', '-'];
  const { out, err } = await run('ffmpeg', args);
  const level = Number(/mean_volume: (-?[\d.]+) dB/.exec(err)?.[1] ?? Number.NEGATIVE_INFINITY);
  const decoded = [...err.matchAll(/time=(\d+):(\d+):([\d.]+)/g)].at(-1)?.slice(1).map(Number) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = decoded;
  return { duration: 3600 * hours + 60 * minutes + seconds, level, sound: out.trim() };
}
