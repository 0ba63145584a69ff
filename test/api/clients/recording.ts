import { isUtf8 } from 'node:buffer';
import type { Songs } from './payload.ts';
import type { Values } from './scenario.ts';

/** What a client sent, by step. */
export interface Recordings {
  /** Its name and version. */
  readonly client: string;
  /** Byte for byte: UTF-8 cut at its line ends, with `{{NAME}}` for what changes from run to run. */
  readonly requests: Readonly<Record<string, readonly string[]>>;
}

const LINE_END = '\r\n';
const SONG = /\{\{(SONG|LARGE)\}\}/;

/** A request as a recording holds it. */
export function generalise(request: Buffer, values: Values, songs: Songs): string[] {
  const bytes = Object.entries(songs).reduce((sent, [name, song]) => {
    const at = sent.indexOf(song);
    if (at < 0) return sent;
    return Buffer.concat([sent.subarray(0, at), Buffer.from(`{{${name}}}`), sent.subarray(at + song.length)]);
  }, request);
  if (!isUtf8(bytes))
    throw new Error('A recording is text: what a step sends besides the song must be UTF-8.');
  const [line = '', ...rest] = bytes.toString().split(LINE_END);
  const end = rest.indexOf('');
  const names = new Map(Object.entries(values).map(([name, value]) => [value, `{{${name}}}`]));
  const path = line.replace(/[^ /?,]+/g, (part) => names.get(part) ?? part);
  const headers = rest
    .slice(0, end)
    .map((header) => header.replace(/\S+$/, (part) => names.get(part) ?? part));
  const body = rest.slice(end).map((part) => part.replace(/\b\d{2,16}\b/g, (id) => names.get(id) ?? id));
  return [path, ...headers, ...body];
}

/** An id in a body. */
const ID = /\{\{(\w+_ID)\}\}/g;

/** The bytes to send. Only a song of another length than the recorded one changes Content-Length. */
export function specialise(lines: readonly string[], values: Values, songs: Songs): Buffer {
  const end = lines.indexOf('');
  const fill = (line: string) => line.replace(/\{\{(\w+)\}\}/g, (_, name: string) => known(values, name));
  const [before = '', song, after = ''] = lines
    .slice(end + 1)
    .map((line) => line.replace(ID, (_, name: string) => known(values, name)))
    .join(LINE_END)
    .split(SONG);
  const body = Buffer.concat([
    Buffer.from(before),
    ...(song === 'SONG' || song === 'LARGE' ? [songs[song]] : []),
    Buffer.from(after),
  ]);
  const head = lines
    .slice(0, end)
    .map(fill)
    .map((line) => line.replace(/^(content-length: *)\d+$/i, `$1${body.length}`));
  return Buffer.concat([Buffer.from([...head, '', ''].join(LINE_END)), body]);
}

function known(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`No step before has learned {{${name}}}.`);
  return value;
}
