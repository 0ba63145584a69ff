import { useEffect, useRef, useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { counted } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { Pager } from '../parts/pager.tsx';
import { Refused } from '../parts/refused.tsx';
import { queueOf } from '../uploads/queue.ts';
import { Uploads } from '../uploads/uploads.tsx';
import { useProgress } from '../uploads/use-progress.ts';
import { FileRow } from './file-row.tsx';
import { Filters } from './filters.tsx';
import { orders, PER_PAGE, type Wanted } from './list.ts';

/** How often is looked again while files are on their way, in milliseconds. */
const SOON = 1500;

/** The files of a bucket: sent, searched, heard, changed. */
export function FilesView({ bucketId }: { bucketId: number }) {
  const [wanted, setWanted] = useState<Wanted>({ page: 1, search: '', state: '', order: 'newest' });
  const queue = queueOf(bucketId);
  const { isSending } = useProgress(queue);
  const { page, search, state } = wanted;
  const { answer, error, again } = useAnswer(
    (signal) => {
      const { sort, order } = orders[wanted.order] ?? {};
      const query = { page, search, state, sort, order, per_page: PER_PAGE };
      return ask(routes.listFiles, { params: { bucket_id: bucketId }, query, signal });
    },
    [bucketId, wanted],
  );
  const isMoving = isSending || answer?.data.some((file) => file.state === 0) === true;
  const wasMoving = useRef(false);
  useEffect(() => {
    // Once more when all has come to rest.
    if (!isMoving && wasMoving.current) again();
    wasMoving.current = isMoving;
    if (!isMoving) return;
    const timer = setInterval(again, SOON);
    return () => clearInterval(timer);
  }, [isMoving, again]);
  return (
    <>
      <Uploads queue={queue} />
      <Filters wanted={wanted} onWanted={setWanted} />
      <Refused error={error} />
      {answer && (
        <p class="quiet" role="status">
          {counted(answer.meta.total, 'file')}
          {search !== '' || state !== '' ? ' of those asked for' : ''}
        </p>
      )}
      {answer !== undefined && answer.data.length > 0 && (
        <table>
          <caption class="unseen">Files</caption>
          <Columns
            of={[
              'Title',
              'State',
              { number: 'Length' },
              { number: 'Size' },
              'Sound',
              'Added',
              { unseen: 'More' },
            ]}
          />
          <tbody>
            {answer.data.map((file) => (
              <FileRow key={file.id} file={file} onChanged={again} />
            ))}
          </tbody>
        </table>
      )}
      <Pager
        page={page}
        last={answer?.meta.last_page ?? 1}
        onPage={(next) => setWanted({ ...wanted, page: next })}
      />
    </>
  );
}
