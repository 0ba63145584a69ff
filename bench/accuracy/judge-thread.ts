import { parentPort, workerData } from 'node:worker_threads';
import { Ear } from './heard.ts';
import { Judge } from './judge.ts';
import type { Original, Question } from './verdict.ts';

/** A thread that judges files, or without originals only listens to them: one message in, one out. */
const { originals, work } = workerData as { originals: ReadonlyMap<string, Original> | null; work: string };
const ear = new Ear(work);
const judge = originals && new Judge(originals, ear);

async function answer(question: Question) {
  if (judge) return judge.judge(question);
  return { ...(await ear.hear(question.path)).recording, fpcalcWords: question.fpcalcWords };
}

parentPort?.on('message', async (question: Question) => {
  try {
    parentPort?.postMessage({ answer: await answer(question) });
  } catch (error) {
    parentPort?.postMessage({ failure: `${question.path}: ${(error as Error).message}` });
  }
});
