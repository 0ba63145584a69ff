import type { AudioSource } from '#domain/ports/audio.ts';
import type { Sound } from './sound.ts';

/** Small enough that one step does not hold up the event loop. */
const STEP = 32_768;

/** What the decoders of the wasm-audio-decoders family have in common. */
interface WasmDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Promise<Decoded>;
  flush(): Promise<Decoded>;
  free(): void;
}

interface Decoded {
  readonly channelData: Float32Array[];
  readonly sampleRate: number;
}

/** Everything a decoder of that family makes of a source. `kind`: what its samples were. */
export async function* decodeWith(
  decoder: WasmDecoder,
  source: AudioSource,
  kind: Sound['kind'],
): AsyncGenerator<Sound> {
  await decoder.ready;
  const sounds = ({ channelData, sampleRate }: Decoded): Sound[] =>
    (channelData[0]?.length ?? 0) > 0 ? [{ channels: channelData, rate: sampleRate, kind }] : [];
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length; at += STEP) {
        // A copy: the parser keeps what it is given.
        yield* sounds(await decoder.decode(chunk.slice(at, at + STEP)));
      }
    }
    yield* sounds(await decoder.flush());
  } finally {
    decoder.free();
  }
}
