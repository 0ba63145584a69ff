import { useEffect, useState } from 'preact/hooks';
import type { Progress, Queue } from './queue.ts';

/** How far a queue is, at most once a frame. */
export function useProgress(queue: Queue): Progress {
  const [progress, setProgress] = useState(() => queue.progress());
  useEffect(() => {
    let frame = 0;
    const next = () => {
      frame = 0;
      setProgress(queue.progress());
    };
    const stop = queue.watch(() => {
      frame ||= requestAnimationFrame(next);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [queue]);
  return progress;
}
