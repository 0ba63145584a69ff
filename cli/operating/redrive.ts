import { keysOf } from '#aws/objects/arrivals.ts';
import { eachDeadLetter } from '#aws/redriving.ts';
import { processAgain } from '#domain/files/redriving.ts';
import { Refusal } from '../refusal.ts';
import { deployedIn, namesFor, type Place } from './deployed.ts';

/** `refrain redrive`: has the files processed again whose messages lie among the dead letters. */
export async function redrive({ region, stage, json }: Place): Promise<number> {
  const names = namesFor(stage);
  let [again, settled] = [0, 0];
  try {
    const deployment = await deployedIn(names, region);
    await eachDeadLetter(region, names.recordingsQueue, async (body) => {
      for (const key of keysOf(body)) {
        if (await processAgain(deployment, key)) again++;
        else settled++;
      }
    });
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal(
      `not all dead letters were taken up: ${message} (run the same again: it goes on where it stood. Is Refrain deployed in ${region}, and may you read and write its tables and queues?)`,
    );
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ again, settled })}\n`
      : `${again} files are processed again; of ${settled} there is nothing to do any more.\n`,
  );
  return 0;
}
