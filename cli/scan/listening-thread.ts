import { parentPort } from 'node:worker_threads';
import * as z from 'zod';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { fileSource } from '../listening/file-source.ts';
import { reasonOf } from '../refusal.ts';
import type { Heard } from './library.ts';

/** Listens to one file after the other, as they come by message, and answers each. */
const asked = z.object({ path: z.instanceof(Uint8Array) });

parentPort?.on('message', async (message: unknown) => {
  parentPort?.postMessage(await hear(Buffer.from(asked.parse(message).path)));
});

async function hear(path: Buffer): Promise<Heard> {
  try {
    await using source = await fileSource(path, () => {});
    const { audio, words, duration, contour } = await listen(source);
    return audio ? { words, duration, audio, ...(contour && { contour }) } : { refused: 'is no audio' };
  } catch (error) {
    if (error instanceof UnusableAudio) return { refused: error.message };
    return { refused: reasonOf(error as NodeJS.ErrnoException), mayPass: true };
  }
}
