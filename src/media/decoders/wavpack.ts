import type { AudioSource } from '#domain/ports/audio.ts';
import { type Codec, play } from '#media/codecs/codec.ts';
import { optional } from '#media/codecs/optional.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { little } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { Found, Packets, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';

const HEADER = 32;
const LONGEST_BLOCK = 4 * 1024 ** 2;
/** The encoder makes blocks of half a second; what a block of silence claims is decoded at once. */
const MOST_SAMPLES = 1 << 20;
/** Flags of a block: it is the last of those that hold the same moment's channels; and its rate. */
const FINAL = 0x1000;
const RATES = [
  6000, 8000, 9600, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 192000,
];
/** Pairs of channels. */
const MOST_TOGETHER = 16;

/** WavPack, block by block. */
export async function* decodeWavpack(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  const head = await source.read(0, HEADER);
  const samples = little(head, 12, 4);
  const rate = RATES[(little(head, 24, 4) >>> 23) & 15];
  if (rate !== undefined && samples !== 0xffffffff) found.promised = samples / rate;
  yield* play(await codec(), blocks(queue), found);
}

async function codec(): Promise<Codec> {
  const { decoder: create } = await optional('WavPack', () => import('@audio/decode-wavpack'));
  const decoder = await create();
  return {
    format: 'wavpack',
    lossless: true,
    kind: 'int16',
    batch: 1,
    weights: (channels) => weightsOf(USUAL[channels]),
    decode: ([block = new Uint8Array(0)]) => decoder.decode(block),
    free: () => decoder.free(),
  };
}

/** Blocks, those of one moment together; what is none is left out. */
async function* blocks(queue: ByteQueue): Packets {
  let together: Uint8Array[] = [];
  while (await queue.fill(HEADER)) {
    const { bytes } = queue;
    const length = little(bytes, 4, 4) + 8;
    const isBlock = chunkName(bytes, 0) === 'wvpk' && length >= HEADER && length <= LONGEST_BLOCK;
    if (!isBlock || little(bytes, 20, 4) > MOST_SAMPLES || !(await queue.fill(length))) {
      const next = bytes.indexOf(0x77, 1);
      queue.drop(next < 0 ? bytes.length : next);
      continue;
    }
    together.push(queue.bytes.slice(0, length));
    const isFinal = (little(queue.bytes, 24, 4) & FINAL) !== 0;
    queue.drop(length);
    if (!isFinal && together.length < MOST_TOGETHER) continue;
    yield Buffer.concat(together);
    together = [];
  }
}
