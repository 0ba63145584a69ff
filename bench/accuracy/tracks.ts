import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { run } from './programs.ts';
import { Refusal } from './refusal.ts';

const AUDIO = new Set(['.ogg', '.mp3', '.flac', '.wav', '.m4a', '.opus', '.aiff', '.wma']);
/** Shorter ones are sounds rather than music, and silent ones are refused by the API. */
const SHORTEST = 5;
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

/** The folder's recordings, at most `most`: a larger sample holds the smaller ones, and their copies are there. */
export async function findTracks(folder: string, most: number): Promise<Track[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new Refusal(`Cannot read the music folder: ${cause.message}`);
  });
  const paths = found
    .filter((entry) => entry.isFile() && AUDIO.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (shuffled(a) < shuffled(b) ? -1 : 1));
  const tracks: Track[] = [];
  for (const path of paths) {
    if (tracks.length >= most) break;
    const track = await inspect(path);
    if (track.duration >= SHORTEST && track.level > SILENT_DB) tracks.push(track);
  }
  if (tracks.length < 2) throw new Refusal(`There are no two recordings in ${folder}.`);
  return tracks;
}

const shuffled = (path: string) => createHash('sha256').update(basename(path)).digest('hex');

async function inspect(path: string): Promise<Track> {
  const probe = ['-v', 'error', '-select_streams', 'a:0', '-show_entries', 'stream=sample_rate'];
  const { out } = await run('ffprobe', [...probe, '-of', 'csv=p=0', path]);
  const { err } = await run('ffmpeg', ['-hide_banner', '-i', path, '-af', 'volumedetect', '-f', 'null', '-']);
  const level = Number(/mean_volume: (-?[\d.]+) dB/.exec(err)?.[1] ?? Number.NEGATIVE_INFINITY);
  const decoded = [...err.matchAll(/time=(\d+):(\d+):([\d.]+)/g)].at(-1)?.slice(1).map(Number) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = decoded;
  const name = basename(path, extname(path));
  return {
    name,
    path,
    duration: 3600 * hours + 60 * minutes + seconds,
    rate: Number.parseInt(out, 10),
    level,
  };
}
