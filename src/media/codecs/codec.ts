import type { Found, Packets, Sound } from '#media/sound.ts';

/** What came of some packets. */
export interface Decoded {
  readonly channelData: readonly Float32Array[];
  /** Hertz. */
  readonly sampleRate: number;
}

/** Decodes the packets of one stream, in order. */
export interface Codec {
  readonly format: string;
  readonly lossless: boolean;
  readonly kind: Sound['kind'];
  /** Packets taken at once; 1 where only then it shows which of them cannot be decoded. */
  readonly batch: number;
  /** The share of each channel in the mix, for so many of them. */
  weights?(channels: number): readonly number[] | undefined;
  /** Throws for a packet that it cannot decode. */
  decode(packets: readonly Uint8Array[]): Decoded | Promise<Decoded>;
  /** What is left when there are no more. */
  end?(): Decoded | Promise<Decoded>;
  free(): void;
}

/** A decoder that fails on so many packets in a row has failed for good, or was not given its format. */
const MOST_FAILURES = 2000;

/** The sound of all packets, with silence for those that cannot be decoded. */
export async function* play(codec: Codec, packets: Packets, found: Found): AsyncGenerator<Sound> {
  found.format = codec.format;
  found.lossless = codec.lossless;
  const playing = new Playing(codec, found);
  try {
    let batch: Uint8Array[] = [];
    for await (const packet of packets) {
      if (packet.length > 0) batch.push(packet);
      if (batch.length < codec.batch && packet.length > 0) continue;
      yield* playing.decode(batch);
      batch = [];
      if (packet.length === 0) yield* playing.lose();
    }
    yield* playing.decode(batch);
    if (codec.end !== undefined) yield* playing.sound(await codec.end());
  } finally {
    codec.free();
  }
}

class Playing {
  private readonly codec: Codec;
  private readonly found: Found;
  /** What has come of the packets so far, since the rate changed. */
  private heard: { channels: number; rate: number; length: number; packets: number } | undefined;
  private failures = 0;

  constructor(codec: Codec, found: Found) {
    this.codec = codec;
    this.found = found;
  }

  /** Packet by packet where one of them fails: the others are not to go with it. */
  async *decode(packets: readonly Uint8Array[]): AsyncGenerator<Sound> {
    if (packets.length === 0) return;
    try {
      const decoded = await this.codec.decode(packets);
      this.failures = 0;
      yield* this.sound(decoded, packets.length);
    } catch (error) {
      if (++this.failures > MOST_FAILURES) throw error;
      if (packets.length === 1) yield* this.lose();
      else for (const packet of packets) yield* this.decode([packet]);
    }
  }

  *sound({ channelData, sampleRate: rate }: Decoded, packets = 0): Generator<Sound> {
    const length = channelData[0]?.length ?? 0;
    if (length === 0) return;
    const channels = channelData.length;
    if (packets > 0) this.count(channels, rate, length, packets);
    const weights = this.codec.weights?.(channels);
    yield { channels: channelData, rate, kind: this.codec.kind, ...(weights && { weights }) };
  }

  private count(channels: number, rate: number, length: number, packets: number): void {
    const { heard } = this;
    const isSame = heard?.channels === channels && heard.rate === rate;
    this.heard = {
      channels,
      rate,
      length: length + (isSame ? heard.length : 0),
      packets: packets + (isSame ? heard.packets : 0),
    };
  }

  /** Silence for a packet, as long as all before it were on average: containers count the lost ones so. */
  *lose(): Generator<Sound> {
    if (this.heard === undefined) return;
    const { channels, rate, packets } = this.heard;
    const length = Math.round(this.heard.length / packets);
    this.found.lost += length / rate;
    yield* this.sound({
      channelData: Array.from({ length: channels }, () => new Float32Array(length)),
      sampleRate: rate,
    });
  }
}
