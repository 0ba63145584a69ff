import {
  CustomSource,
  EncodedPacketSink,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from 'mediabunny';
import type { AudioSource } from '#domain/ports/audio.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { checkSampleTables } from '#media/headers/mp4-tables.ts';
import { type AacOptions, aacDecoder } from './adts.ts';
import { alacCookie } from './alac-cookie.ts';
import { opusSound } from './opus.ts';
import type { Sound } from './sound.ts';

// What a damaged file makes the demuxer say is of no use in a log; the refusal says what matters.
Logging.level = LogLevel.Silent;

/** Packets decoded at once: about a second. */
const BATCH = 50;

/** The first audio track of MP4 or M4A (AAC, ALAC, Opus) and of WebM or Matroska (Opus, AAC), read by ranges. */
export async function* decodeContainer(source: AudioSource): AsyncGenerator<Sound> {
  await checkSampleTables(source);
  const reader = new CustomSource({
    getSize: () => source.size,
    read: (start, end) => source.read(start, end),
    maxCacheSize: 1024 * 1024,
    // Without it, each packet would be a read of its own.
    prefetchProfile: 'network',
  });
  const input = new Input({ formats: [MP4, QTFF, WEBM, MATROSKA], source: reader });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw new UnusableAudio('The file has no audio track.');
    const sink = new EncodedPacketSink(track);
    const packets = packetData(sink);
    const config = await track.getDecoderConfig();
    const description = config?.description === undefined ? undefined : bytesOf(config.description);
    if (track.codec === 'aac' && description !== undefined) yield* aacSound({ asc: description }, packets);
    else if (track.codec === 'opus' && description !== undefined) yield* opusSound(description, packets);
    else if (track.internalCodecId === 'alac') yield* aacSound({ alac: await alacCookie(source) }, packets);
    else
      throw new UnusableAudio(
        `The file's audio is ${track.codec ?? 'of a kind'} that cannot be decoded here.`,
      );
  } finally {
    input.dispose();
  }
}

async function* packetData(sink: EncodedPacketSink): AsyncGenerator<Uint8Array> {
  for await (const packet of sink.packets()) yield packet.data;
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

async function* aacSound(options: AacOptions, packets: AsyncIterable<Uint8Array>): AsyncGenerator<Sound> {
  const decoder = await aacDecoder(options);
  const isAlac = options !== undefined && 'alac' in options;
  const kind = isAlac ? 'int16' : 'float';
  const coded = { format: isAlac ? 'alac' : 'aac' };
  let batch: Uint8Array[] = [];
  const decode = (): Sound[] => {
    const { channelData, sampleRate } = decoder.decode(batch);
    batch = [];
    return (channelData[0]?.length ?? 0) > 0
      ? [{ channels: channelData, rate: sampleRate, kind, coded }]
      : [];
  };
  try {
    for await (const packet of packets) {
      batch.push(packet);
      if (batch.length === BATCH) yield* decode();
    }
    yield* decode();
  } finally {
    decoder.free();
  }
}
