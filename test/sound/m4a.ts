import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, Mp4OutputFormat, Output } from 'mediabunny';
import { aacConfig, makeAac } from './aac.ts';

const FRAME = 1024;

/** Frames of AAC in M4A. */
interface Sound {
  readonly frames: readonly Uint8Array[];
  /** Hertz, and the track's AudioSpecificConfig. */
  readonly rate: number;
  readonly config: Uint8Array;
}

/** Sound of `makeAac`; as HE-AAC its frames are the same, but sound at twice the rate. */
export const makeSound = (seed: number, seconds: number, rate: number, isHigh = false): Sound => ({
  frames: makeAac(seed, seconds, rate),
  rate,
  config: aacConfig(rate, isHigh),
});

/** An M4A with its index at the end; or of fragments, a second each. */
export async function toM4a({ frames, rate, config }: Sound, isFragmented = false): Promise<Buffer> {
  const target = new BufferTarget();
  const format = new Mp4OutputFormat({ fastStart: isFragmented ? 'fragmented' : false });
  const output = new Output({ format, target });
  const source = new EncodedAudioPacketSource('aac');
  output.addAudioTrack(source);
  await output.start();
  const codec = `mp4a.40.${(config[0] ?? 0) >> 3}`;
  const meta = { decoderConfig: { codec, numberOfChannels: 1, sampleRate: rate, description: config } };
  for (const [i, data] of frames.entries())
    await source.add(
      new EncodedPacket(data, 'key', (i * FRAME) / rate, FRAME / rate),
      i === 0 ? meta : undefined,
    );
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

/** A box of numbers of four bytes. */
function numbers(name: string, ...values: readonly number[]): Buffer {
  const box = Buffer.alloc(8 + 4 * values.length);
  box.writeUInt32BE(box.length);
  box.write(name, 4, 'latin1');
  values.forEach((value, i) => {
    box.writeUInt32BE(value, 8 + 4 * i);
  });
  return box;
}

function* boxes(
  file: Buffer,
  from: number,
  to: number,
): Generator<{ name: string; at: number; size: number }> {
  for (let at = from; at + 8 <= to; ) {
    const size = file.readUInt32BE(at);
    yield { name: file.toString('latin1', at + 4, at + 8), at, size };
    at += size;
  }
}

/** The file with one more box at the end of another, which is named with all those around it. */
function withBox(file: Buffer, path: readonly string[], box: Buffer): Buffer {
  let from = 0;
  let to = file.length;
  for (const name of path) {
    const found = boxes(file, from, to).find((child) => child.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    file.writeUInt32BE(found.size + box.length, found.at);
    from = found.at + 8;
    to = found.at + found.size;
  }
  return Buffer.concat([file.subarray(0, to), box, file.subarray(to)]);
}

/** With an edit list that plays from so many samples on, to the end. */
export async function withEdit(sound: Sound, start: number): Promise<Uint8Array> {
  const elst = numbers('elst', 0, 1, 0, start, 0x10000);
  const edts = Buffer.concat([numbers('edts').fill(8 + elst.length, 3, 4), elst]);
  return new Uint8Array(withBox(await toM4a(sound), ['moov', 'trak'], edts));
}

/** The beginning told by the tables of `moov`, the rest by fragments, as recorders leave it that go on after a pause. */
export async function toHybrid(sound: Sound, first: number): Promise<Uint8Array> {
  const { frames } = sound;
  const begun = await toM4a({ ...sound, frames: frames.slice(0, first) });
  const rest = await toM4a({ ...sound, frames: frames.slice(first) }, true);
  const extends_ = numbers('trex', 0, 1, 1, 0, 0, 0);
  const mvex = Buffer.concat([numbers('mvex').fill(8 + extends_.length, 3, 4), extends_]);
  const fragments = [...boxes(rest, 0, rest.length)]
    .filter(({ name }) => name === 'moof' || name === 'mdat')
    .map(({ at, size }) => rest.subarray(at, at + size));
  return new Uint8Array(Buffer.concat([withBox(begun, ['moov'], mvex), ...fragments]));
}
