interface Timed {
  readonly tick: number;
  /** With its status, without its time. */
  readonly bytes: Uint8Array;
}

const CLICKS = { quarter: 12, microseconds: 500_000 };

/**
 * A Standard MIDI File played by another hand: each note begins up to so many milliseconds sooner or later, and ends as
 * much so. Times are kept in its ticks, of the file's first tempo. Throws what is no such file.
 */
export function humanised(file: Uint8Array, random: () => number, milliseconds: number): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (text(file, 0) !== 'MThd') throw new Error('This is no MIDI file.');
  const quarter = view.getUint16(CLICKS.quarter);
  const parts: Uint8Array[] = [];
  let at = 8 + view.getUint32(4);
  parts.push(file.subarray(0, at));
  for (; at + 8 <= file.length; at += 8 + view.getUint32(at + 4)) {
    const chunk = file.subarray(at, at + 8 + view.getUint32(at + 4));
    if (text(chunk, 0) !== 'MTrk') continue;
    const events = eventsOf(chunk.subarray(8));
    const ticks = (1000 * milliseconds * quarter) / CLICKS.microseconds;
    parts.push(trackOf(shifted(events, () => Math.round((2 * random() - 1) * ticks))));
  }
  return Buffer.concat(parts);
}

const text = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));

const isNoteOn = ([status = 0, , velocity = 0]: Uint8Array) => status >> 4 === 9 && velocity > 0;
const isNoteOff = ([status = 0, , velocity = 0]: Uint8Array) =>
  status >> 4 === 8 || (status >> 4 === 9 && velocity === 0);
const noteOf = ([status = 0, note = 0]: Uint8Array) => 128 * (status & 15) + note;

/** Each note's beginning and end by one number of ticks. */
function shifted(events: readonly Timed[], by: () => number): Timed[] {
  const shifts = new Map<number, number>();
  const moved = events.map(({ tick, bytes }) => {
    if (isNoteOn(bytes)) shifts.set(noteOf(bytes), by());
    const shift = isNoteOn(bytes) || isNoteOff(bytes) ? (shifts.get(noteOf(bytes)) ?? 0) : 0;
    return { tick: Math.max(0, tick + shift), bytes };
  });
  // The end of the track stays the last.
  const end = moved.at(-1)?.tick ?? 0;
  return moved
    .map((event) => ({ ...event, tick: Math.min(event.tick, end) }))
    .sort((a, b) => a.tick - b.tick);
}

function eventsOf(track: Uint8Array): Timed[] {
  const events: Timed[] = [];
  let at = 0;
  let tick = 0;
  let status = 0;
  const variable = () => {
    let value = 0;
    for (;;) {
      const byte = track[at++] ?? 0;
      value = 128 * value + (byte & 127);
      if (byte < 128) return value;
    }
  };
  while (at < track.length) {
    tick += variable();
    if ((track[at] ?? 0) >= 128) status = track[at++] ?? 0;
    const from = at;
    if (status === 0xff) at++;
    const length = status >= 0xf0 ? variable() : status >> 5 === 6 ? 1 : 2;
    at += length;
    events.push({ tick, bytes: Uint8Array.of(status, ...track.subarray(from, at)) });
  }
  return events;
}

function trackOf(events: readonly Timed[]): Uint8Array {
  let before = 0;
  const bytes = events.flatMap(({ tick, bytes: event }) => {
    const delta = variableOf(tick - before);
    before = tick;
    return [...delta, ...event];
  });
  const head = Buffer.from('MTrk\0\0\0\0');
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, Uint8Array.from(bytes)]);
}

function variableOf(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(128 | (rest & 127));
  return bytes;
}
