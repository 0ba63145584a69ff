import { bytesOf, counted, timeOf } from '../scan/text.ts';
import type { Status } from '../terminal/status.ts';
import type { SourceFile } from './source.ts';

/** The line that tells how far sending is, how fast it goes and how long it will take. */
export function progressOf(files: readonly SourceFile[], line: Status) {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const started = performance.now();
  let finished = 0;
  let finishedBytes = 0;
  let sentBytes = 0;
  const show = () => {
    const seconds = (performance.now() - started) / 1000;
    const left = finishedBytes > 0 ? (seconds / finishedBytes) * (bytes - finishedBytes) : undefined;
    line.show(
      [
        `${finished} of ${counted(files.length, 'file')}`,
        `${bytesOf(finishedBytes)} of ${bytesOf(bytes)}`,
        `${bytesOf(Math.round(sentBytes / seconds))}/s sent`,
        ...(left === undefined ? [] : [`${timeOf(left)} left`]),
      ].join(', '),
    );
  };
  return {
    sent: (count: number): void => {
      sentBytes += count;
      show();
    },
    done: ({ size }: SourceFile): void => {
      finished++;
      finishedBytes += size;
      show();
    },
  };
}
