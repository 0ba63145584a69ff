import { afterEach, expect, test, vi } from 'vitest';
import { makeDtsNoise } from '../../sound/dts.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { makeMusic } from '../../sound/music.ts';
import { sourceOf } from '../../sound/source.ts';

afterEach(() => vi.restoreAllMocks());

/** Damages every packet in WebM: what begins a packet of Opus says how the rest is to be read. */
async function damagedOpus(): Promise<Uint8Array> {
  const music = makeMusic({ seed: 141, seconds: 6, sampleRate: 48_000, channels: 2 });
  const bytes = await encodeOpus(music, 'webm');
  // The block's head is its track, its time in two bytes and its flags.
  for (let at = 2000; at + 4 < bytes.length; at++)
    if (bytes[at] === 0x81 && bytes[at + 3] === 0x80 && at % 2 === 0) bytes.fill(0xff, at + 4, at + 8);
  return bytes;
}

test.each([
  ['Opus', damagedOpus],
  ['DTS', async () => makeDtsNoise(1, 300)],
])('a decoder of %s says nothing on the error stream of what it cannot decode', async (_, make) => {
  const bytes = await make();
  // What is found when the decoders are loaded is what they speak through.
  vi.resetModules();
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { listen } = await import('#media/listen.ts');
  await listen(sourceOf(bytes)).catch(() => {});
  expect(said).not.toHaveBeenCalled();
  console.error('others still speak');
  expect(said).toHaveBeenCalledOnce();
});
