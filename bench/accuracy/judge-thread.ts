import { parentPort, workerData } from 'node:worker_threads';
import { hear, Judge } from './judge.ts';
import type { Original, Question } from './verdict.ts';

/** A thread that judges files, or without originals only listens to them: one message in, one out. */
const originals = workerData as ReadonlyMap<string, Original> | null;
const judge = originals && new Judge(originals);

async function answer(question: Question) {
  if (judge) return judge.judge(question);
  const { words, duration } = await hear(question.path);
  return { words, duration, fpcalcWords: question.fpcalcWords };
}

parentPort?.on('message', async (question: Question) => {
  try {
    parentPort?.postMessage({ answer: await answer(question) });
  } catch (error) {
    parentPort?.postMessage({ failure: `${question.path}: ${(error as Error).message}` });
  }
});
