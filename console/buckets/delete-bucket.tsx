import { useState } from 'preact/hooks';
import { Refused } from '../parts/refused.tsx';

interface Deleted {
  readonly name: string;
  readonly onDelete: () => Promise<void>;
}

/** Deletes an empty bucket. */
export function DeleteBucket({ name, onDelete }: Deleted) {
  const [error, setError] = useState<unknown>();
  const remove = () => {
    if (confirm(`Delete the empty bucket ${name}?`)) onDelete().catch(setError);
  };
  return (
    <>
      <button type="button" class="danger" onClick={remove}>
        Delete
      </button>
      <Refused error={error} />
    </>
  );
}
