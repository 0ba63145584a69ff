import type { Pcm } from './music.ts';

/** A 16-bit RIFF/WAVE file. */
export function toWav({ channels, sampleRate }: Pcm): Uint8Array {
  const length = channels[0]?.length ?? 0;
  const data = length * channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + data));
  const name = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  name(0, 'RIFF');
  view.setUint32(4, 36 + data, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels.length * 2, true);
  view.setUint16(32, channels.length * 2, true);
  view.setUint16(34, 16, true);
  name(36, 'data');
  view.setUint32(40, data, true);
  for (let i = 0, at = 44; i < length; i++) {
    for (const plane of channels) {
      view.setInt16(at, Math.round((plane[i] ?? 0) * 32768), true);
      at += 2;
    }
  }
  return new Uint8Array(view.buffer);
}
