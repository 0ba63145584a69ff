import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { VORBIS_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec, Decoded } from './codec.ts';

/** Packets decoded at once: about half a second. */
const BATCH = 50;

/** A value or some of them in the decoder's memory. */
interface Cell<Values> {
  readonly buf: Values;
}

/**
 * What the package keeps to itself: libvorbis, packet by packet. Its own `decode` reads pages of Ogg, and makes three
 * arrays for each packet and two for each batch: that took longer than libvorbis did.
 */
interface Packets {
  sendSetupHeader(packet: Uint8Array): void;
  initDsp(): void;
  free(): void;
  readonly _decoder: number;
  readonly _input: Cell<Uint8Array>;
  readonly _inputLen: Cell<Uint32Array>;
  readonly _samplesDecoded: Cell<Uint32Array>;
  readonly _channels: Cell<Uint32Array>;
  readonly _sampleRate: Cell<Uint32Array>;
  readonly _outputBufferPtr: Cell<Uint32Array>;
  readonly _common: {
    readonly wasm: { readonly HEAP: ArrayBuffer; decode_packets(decoder: number): void };
  };
}

/** Vorbis from its packets, whatever they lay in. `headers`: the three that come first. */
export async function vorbisCodec([head, , setup]: readonly Uint8Array[]): Promise<Codec> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const { _decoder: packets } = decoder as unknown as { readonly _decoder: Packets };
  // Nobody hears the comments: the decoder takes empty ones for them.
  for (const header of [head, setup]) if (header !== undefined) packets.sendSetupHeader(header);
  packets.initDsp();
  return {
    format: 'vorbis',
    lossless: false,
    kind: 'float',
    batch: BATCH,
    weights: (channels) => weightsOf(VORBIS_PLACES[channels]),
    decode: intoPlanes(packets),
    free: () => packets.free(),
  };
}

/** Decodes into planes that it writes anew each time: to make them costs more than to fill them. */
function intoPlanes(decoder: Packets): (packets: readonly Uint8Array[]) => Decoded {
  const { wasm } = decoder._common;
  let planes: Float32Array[] = [];
  return (packets) => {
    let filled = 0;
    for (const packet of packets) {
      decoder._input.buf.set(packet);
      decoder._inputLen.buf[0] = packet.length;
      wasm.decode_packets(decoder._decoder);
      const [channels = 0, length = 0] = [decoder._channels.buf[0], decoder._samplesDecoded.buf[0]];
      planes = withRoom(planes, channels, filled, filled + length);
      const at = new Uint32Array(wasm.HEAP, decoder._outputBufferPtr.buf[0], channels);
      for (const [i, plane] of planes.entries())
        if (length > 0) plane.set(new Float32Array(wasm.HEAP, at[i], length), filled);
      filled += length;
    }
    const channelData = planes.map((plane) => plane.subarray(0, filled));
    return { channelData, sampleRate: decoder._sampleRate.buf[0] ?? 0 };
  };
}

/** These planes, or larger ones with what was filled of them. */
function withRoom(planes: Float32Array[], channels: number, filled: number, wanted: number): Float32Array[] {
  if (planes.length === channels && (planes[0]?.length ?? 0) >= wanted) return planes;
  return Array.from({ length: channels }, (_, i) => {
    const larger = new Float32Array(wanted * 2);
    larger.set(planes[i]?.subarray(0, filled) ?? []);
    return larger;
  });
}
