import { createMp3Encoder, createOggEncoder } from 'wasm-media-encoders';
import type { Pcm } from './music.ts';

function encodeWith(
  encoder: { encode(samples: Float32Array[]): Uint8Array; finalize(): Uint8Array },
  { channels }: Pcm,
): Uint8Array {
  const parts: Uint8Array[] = [];
  const length = channels[0]?.length ?? 0;
  for (let at = 0; at < length; at += 65_536) {
    parts.push(encoder.encode(channels.map((plane) => plane.subarray(at, at + 65_536))).slice());
  }
  parts.push(encoder.finalize().slice());
  return new Uint8Array(Buffer.concat(parts));
}

/** An mp3 of constant bit rate, in kilobits a second. */
export async function encodeMp3(
  pcm: Pcm,
  bitrate: 8 | 24 | 32 | 48 | 64 | 96 | 128 | 192 | 320 = 128,
): Promise<Uint8Array> {
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate: pcm.sampleRate, channels: pcm.channels.length === 1 ? 1 : 2, bitrate });
  return encodeWith(encoder, pcm);
}

/** Ogg Vorbis at a quality from −1 to 10. */
export async function encodeOgg(pcm: Pcm, vbrQuality = 3): Promise<Uint8Array> {
  const encoder = await createOggEncoder();
  encoder.configure({ sampleRate: pcm.sampleRate, channels: pcm.channels.length === 1 ? 1 : 2, vbrQuality });
  return encodeWith(encoder, pcm);
}
