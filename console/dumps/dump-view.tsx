import { useEffect } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { Refused } from '../parts/refused.tsx';

const SOON = 2000;

/** A list of all files of a bucket to take away; it is made as soon as one looks. */
export function DumpView({ bucketId }: { bucketId: number }) {
  const { answer, error, again } = useAnswer(
    (signal) => ask(routes.getDump, { params: { bucket_id: bucketId }, signal }),
    [bucketId],
  );
  const isUnderWay = answer?.status === 0;
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(again, SOON);
    return () => clearInterval(timer);
  }, [isUnderWay, again]);
  return (
    <section aria-label="Dump">
      <p>
        All file records of this bucket, one a line of JSON, compressed with gzip. A dump is kept for 24
        hours.
      </p>
      <Refused error={error} />
      {isUnderWay && <progress aria-label="Dump" value={answer?.progress ?? 0} />}
      <p role="status">
        {isUnderWay && 'It is being written…'}
        {answer?.status === -1 && 'It failed.'}
      </p>
      {answer?.status === -1 && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
      {answer?.status === 1 && (
        <p>
          <a href={answer.down_url} download>
            Download it
          </a>
        </p>
      )}
    </section>
  );
}
