import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import type { Decoded } from '#media/codecs/codec.ts';
import { optional } from '#media/codecs/optional.ts';
import { quietly } from '#media/codecs/quiet.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { little } from '#media/headers/bytes.ts';
import { MUSEPACK_HEADER, musepackSeconds } from '#media/headers/musepack.ts';
import type { Decoder, Found, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';

/** Bytes decoded at once: what they unpack to stays small. While nothing comes of them, they become more. */
const STEP = 8192;
const LONGEST_STEP = 1024 ** 2;
/** Bytes without any sound after which none is awaited: tables and tags are shorter. */
const MOST_WITHOUT = 32 * 1024 ** 2;
const TTA_HEADER = 22;
/** Samples a second of all channels. */
const MOST_OF_TTA = 8 * 192_000;
/** Steps that may fail in a row. */
const MOST_FAILURES = 100;

/** What the decoders of whole streams have in common. */
interface StreamDecoder {
  decode(bytes: Uint8Array): Decoded;
  flush(): Decoded;
  free(): void;
  /** Frames that failed to decode so far. */
  readonly errors?: number;
}

/** A format whose decoder takes the bytes of a file as they come. */
interface Stream {
  readonly format: string;
  /** As people write it. */
  readonly name: string;
  readonly lossless: boolean;
  /** Samples of a frame, where the decoder tells which of them failed. */
  readonly frame?: number;
  readonly load: () => Promise<StreamDecoder>;
}

const STREAMS = {
  tta: {
    format: 'tta',
    name: 'TTA',
    lossless: true,
    load: async () => (await import('@audio/decode-tta')).decoder(),
  },
  musepack: {
    format: 'musepack',
    name: 'Musepack',
    lossless: false,
    load: async () => (await import('@audio/decode-mpc')).decoder(),
  },
  amr: {
    format: 'amr',
    name: 'AMR',
    lossless: false,
    load: async () => (await import('@audio/decode-amr')).decoder(),
  },
  dts: {
    format: 'dts',
    name: 'DTS',
    lossless: false,
    frame: 512,
    load: async () => (await import('@audio/decode-dts')).decoder(),
  },
} as const satisfies Record<string, Stream>;

/** Decodes the rest of a queue by one of the optional decoders. */
export const streamDecoder = (kind: keyof typeof STREAMS) =>
  async function* (queue: ByteQueue, found: Found): AsyncGenerator<Sound> {
    const { format, name, lossless, frame = 0, load }: Stream = STREAMS[kind];
    found.format = format;
    found.lossless = lossless;
    const decoder: StreamDecoder = await optional(name, load);
    try {
      let failures = 0;
      let without = 0;
      let last: Decoded | undefined;
      for (let step = STEP; (await queue.fill(step)) || queue.bytes.length > 0; ) {
        const bytes = queue.bytes.slice(0, step);
        queue.drop(bytes.length);
        without += bytes.length;
        try {
          const before = decoder.errors ?? 0;
          const decoded = quietly(() => decoder.decode(bytes));
          if ((decoded.channelData[0]?.length ?? 0) > 0) {
            without = 0;
            last = decoded;
          }
          yield* soundOf(decoded, lossless);
          const failed = (decoder.errors ?? 0) - before;
          if (last !== undefined && failed > 0) yield* silence(last, failed * frame, found);
          failures = 0;
        } catch (error) {
          if (error instanceof UnusableAudio || ++failures > MOST_FAILURES) throw error;
        }
        if (without > MOST_WITHOUT) return;
        step = without === 0 ? STEP : Math.min(2 * step, LONGEST_STEP);
      }
      yield* soundOf(decoder.flush(), lossless);
    } finally {
      decoder.free();
    }
  };

/** Silence of so many samples for what was lost, which it counts. */
function* silence({ channelData, sampleRate }: Decoded, length: number, found: Found): Generator<Sound> {
  found.lost += length / sampleRate;
  yield* soundOf({ channelData: channelData.map(() => new Float32Array(length)), sampleRate }, false);
}

function* soundOf({ channelData, sampleRate: rate }: Decoded, lossless: boolean): Generator<Sound> {
  if ((channelData[0]?.length ?? 0) === 0) return;
  const weights = weightsOf(USUAL[channelData.length]);
  yield { channels: channelData, rate, kind: lossless ? 'int16' : 'float', ...(weights && { weights }) };
}

const fileOf = (kind: keyof typeof STREAMS): Decoder =>
  async function* (source: AudioSource, found: Found) {
    yield* streamDecoder(kind)(new ByteQueue(source.stream()), found);
  };

/** A frame of TTA is a second long, and is decoded at once: its header says how large that is. */
export async function* decodeTta(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const header = await source.read(0, TTA_HEADER);
  const rate = little(header, 10, 4);
  if (little(header, 6, 2) * rate > MOST_OF_TTA) {
    throw new UnusableAudio(
      'The TTA file tells of more channels and samples than can be read: send flac or wav.',
    );
  }
  found.promised = rate > 0 ? little(header, 14, 4) / rate : 0;
  yield* streamDecoder('tta')(new ByteQueue(source.stream()), found);
}

export async function* decodeMusepack(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  found.promised = musepackSeconds(await source.read(0, MUSEPACK_HEADER));
  yield* streamDecoder('musepack')(new ByteQueue(source.stream()), found);
}

export const decodeAmr = fileOf('amr');
export const decodeDts = fileOf('dts');
