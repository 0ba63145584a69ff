import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { sideBySide } from './side-by-side.ts';
import type { Original, Question, Verdict } from './verdict.ts';

/** Listens to all files, in as many threads. */
export const hearAll = (questions: readonly Question[], jobs: number, done: (count: number) => void) =>
  askThreads<Original>(questions, null, jobs, done);

/** Judges all files beside the originals, in as many threads. */
export const judgeAll = (
  questions: readonly Question[],
  originals: ReadonlyMap<string, Original>,
  jobs: number,
  done: (count: number) => void,
) => askThreads<Verdict>(questions, originals, jobs, done);

async function askThreads<Answer>(
  questions: readonly Question[],
  originals: ReadonlyMap<string, Original> | null,
  jobs: number,
  done: (count: number) => void,
): Promise<Answer[]> {
  const file = new URL('./judge-thread.ts', import.meta.url);
  const threads = Array.from({ length: jobs }, () => new Worker(file, { workerData: originals }));
  const idle = [...threads];
  try {
    return await sideBySide(
      questions,
      jobs,
      async (question) => {
        const thread = idle.pop() as Worker;
        thread.postMessage(question);
        const [message] = (await once(thread, 'message')) as [{ answer: Answer } | { failure: string }];
        idle.push(thread);
        if ('failure' in message) throw new Error(message.failure);
        return message.answer;
      },
      done,
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
