import { UnusableAudio } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { randomNumbers } from '../../sound/random.ts';
import { sourceOf } from '../../sound/source.ts';
import { hostileFile } from './mutate.ts';

/** What listening to one file came to. */
export interface Outcome {
  readonly seed: number;
  readonly bytes: number;
  readonly isHeard: boolean;
  /** Anything else than a refusal; it is a fault. */
  readonly fault: unknown;
  /** Bytes asked of the source. */
  readonly read: number;
  /** Milliseconds of processor. */
  readonly cpu: number;
}

/** Listens to the file of that seed. The same seed makes the same file. */
export async function tryFile(seeds: readonly Uint8Array[], seed: number): Promise<Outcome> {
  const bytes = hostileFile(seeds, randomNumbers(seed));
  const source = sourceOf(bytes);
  let read = 0;
  const counted = {
    size: source.size,
    async *stream() {
      for await (const chunk of source.stream()) {
        read += chunk.length;
        yield chunk;
      }
    },
    read: async (start: number, end: number) => {
      const part = await source.read(start, end);
      read += part.length;
      return part;
    },
  };
  const before = process.cpuUsage();
  let isHeard = false;
  let fault: unknown;
  try {
    await listen(counted);
    isHeard = true;
  } catch (error) {
    if (!(error instanceof UnusableAudio)) fault = error;
  }
  const { user, system } = process.cpuUsage(before);
  return { seed, bytes: bytes.length, isHeard, fault, read, cpu: (user + system) / 1000 };
}
