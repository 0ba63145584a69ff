import { createEncoder } from 'libopus-wasm';
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from 'mediabunny';
import type { Pcm } from './music.ts';

const FRAME = 960;
const RATE = 48_000;

/** The containers Opus is put in. */
export const OPUS_CONTAINERS: Record<'ogg' | 'webm' | 'mp4', () => OutputFormat> = {
  ogg: () => new OggOutputFormat(),
  webm: () => new WebMOutputFormat(),
  mp4: () => new Mp4OutputFormat({ fastStart: false }),
};

/** Stereo sound of 48 kHz as Opus in a container. */
export async function encodeOpus(pcm: Pcm, container: keyof typeof OPUS_CONTAINERS): Promise<Uint8Array> {
  const [left, right] = pcm.channels;
  if (left === undefined || right === undefined || pcm.sampleRate !== RATE)
    throw new Error('needs stereo at 48 kHz');
  const encoder = await createEncoder({ channels: 2, sampleRate: RATE, bitrate: 96_000 });
  const target = new BufferTarget();
  const output = new Output({ format: OPUS_CONTAINERS[container](), target });
  const source = new EncodedAudioPacketSource('opus');
  output.addAudioTrack(source);
  await output.start();
  const preSkip = encoder.getLookahead();
  const description = Uint8Array.from([
    ...Buffer.from('OpusHead'),
    1,
    2,
    preSkip & 255,
    preSkip >> 8,
    128,
    187,
    0,
    0,
    0,
    0,
    0,
  ]);
  const meta = { decoderConfig: { codec: 'opus', numberOfChannels: 2, sampleRate: RATE, description } };
  for (let at = 0, i = 0; at + FRAME <= left.length; at += FRAME, i++) {
    const frame = new Float32Array(2 * FRAME);
    for (let k = 0; k < FRAME; k++) {
      frame[2 * k] = left[at + k] ?? 0;
      frame[2 * k + 1] = right[at + k] ?? 0;
    }
    const data = encoder.encodeFloat(frame).slice();
    await source.add(new EncodedPacket(data, 'key', at / RATE, FRAME / RATE), i === 0 ? meta : undefined);
  }
  await output.finalize();
  encoder.free();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}
