import type { Decoded } from './codec.ts';

/** What several calls of a decoder gave, as if of one. */
export function joined(parts: readonly Decoded[]): Decoded {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? { channelData: [], sampleRate: 0 };
  const length = parts.reduce((sum, { channelData }) => sum + (channelData[0]?.length ?? 0), 0);
  const channelData = first.channelData.map((_, channel) => {
    const plane = new Float32Array(length);
    let at = 0;
    for (const part of parts) {
      const piece = part.channelData[channel] ?? new Float32Array(0);
      plane.set(piece, at);
      at += piece.length;
    }
    return plane;
  });
  return { channelData, sampleRate: first.sampleRate };
}
