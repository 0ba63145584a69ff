import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { sideBySide } from './side-by-side.ts';
import type { Original, Question, Verdict } from './verdict.ts';

/** How threads work: where what was heard is kept, and how many there are. */
interface How {
  readonly work: string;
  readonly jobs: number;
}

/** Listens to all files. */
export const hearAll = (questions: readonly Question[], how: How, done: (count: number) => void) =>
  askThreads<Original>(questions, null, how, done);

/** Judges all files beside the originals. */
export const judgeAll = (
  questions: readonly Question[],
  originals: ReadonlyMap<string, Original>,
  how: How,
  done: (count: number) => void,
) => askThreads<Verdict>(questions, originals, how, done);

async function askThreads<Answer>(
  questions: readonly Question[],
  originals: ReadonlyMap<string, Original> | null,
  { work, jobs }: How,
  done: (count: number) => void,
): Promise<Answer[]> {
  const file = new URL('./judge-thread.ts', import.meta.url);
  const threads = Array.from({ length: jobs }, () => new Worker(file, { workerData: { originals, work } }));
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
