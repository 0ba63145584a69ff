import { useEffect, useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { tell } from '../asking/ask.ts';
import { bytesOf, counted } from '../parts/amounts.ts';
import { Refused } from '../parts/refused.tsx';
import type { FileRecord } from './load.ts';

/** Seconds in which a deletion can be taken back; until then nothing is sent. */
const SECOND_THOUGHTS = 10;
/** Ids that a call takes. */
const AT_ONCE = 100;

interface Marked {
  readonly marked: ReadonlyMap<string, FileRecord>;
  readonly onClear: () => void;
  readonly onDone: () => void;
}

/** What is marked, and its deletion, which waits a while before it is sent. Who leaves the view keeps them all. */
export function Deletion({ marked, onClear, onDone }: Marked) {
  const [left, setLeft] = useState<number>();
  const [told, setTold] = useState('');
  const [error, setError] = useState<unknown>();
  const files = [...marked.values()];
  const name = `${counted(files.length, 'file')}, ${bytesOf(files.reduce((sum, { size }) => sum + (size ?? 0), 0))}`;

  const send = async () => {
    setLeft(undefined);
    try {
      await deleteAll(files);
      setTold(`Deleted: ${name}.`);
      setError(undefined);
    } catch (refused) {
      setError(refused);
    }
    onDone();
  };
  // Whoever changes what is marked thinks again.
  useEffect(() => setLeft(undefined), [marked]);
  useEffect(() => {
    if (left === undefined) return;
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : void send()), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  return (
    <section class={files.length > 0 ? 'deletion' : 'deletion empty'} aria-label="Deletion">
      <Refused error={error} />
      <p role="status">
        {files.length === 0 ? told : left === undefined ? `Marked: ${name}.` : `Deleting ${name}.`}
      </p>
      {files.length > 0 && left === undefined && (
        <>
          <button type="button" class="danger" onClick={() => setLeft(SECOND_THOUGHTS)}>
            Delete them
          </button>
          <button type="button" onClick={onClear}>
            Unmark all
          </button>
        </>
      )}
      {left !== undefined && (
        <>
          <button
            type="button"
            class="first"
            ref={(button) => button?.focus()}
            onClick={() => setLeft(undefined)}
          >
            Undo
          </button>
          <button type="button" class="danger" onClick={send}>
            Now
          </button>
          <span aria-hidden="true">in {left} s</span>
        </>
      )}
    </section>
  );
}

async function deleteAll(files: readonly FileRecord[]): Promise<void> {
  for (const [bucketId, ofBucket] of Map.groupBy(files, ({ bucket_id }) => bucket_id))
    for (let at = 0; at < ofBucket.length; at += AT_ONCE) {
      const ids = ofBucket.slice(at, at + AT_ONCE).map(({ id }) => id);
      await tell(routes.deleteFiles, { params: { bucket_id: bucketId, ids: ids.join(',') } });
    }
}
