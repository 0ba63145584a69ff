import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { Refused } from '../parts/refused.tsx';

/** Makes a bucket in the region that answers. */
export function NewBucket({ onMade }: { onMade: () => void }) {
  const { answer: health } = useAnswer((signal) => ask(routes.getHealth, { signal }), []);
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const json = Object.fromEntries(new FormData(event.currentTarget));
    try {
      await ask(routes.createBucket, { json });
      setError(undefined);
      setOpen(false);
      onMade();
    } catch (refused) {
      setError(refused);
    }
  };
  if (!isOpen)
    return (
      <button type="button" class="first" onClick={() => setOpen(true)}>
        New bucket
      </button>
    );
  return (
    <form class="tools" aria-label="New bucket" onSubmit={make}>
      <label>
        Name <input name="name" required maxLength={200} />
      </label>
      <label>
        Holds{' '}
        <select name="type">
          <option value="File">audio files</option>
          <option value="DedupFile">unique recordings</option>
        </select>
      </label>
      <label>
        Region <input name="region" required value={health?.region ?? ''} />
      </label>
      <button type="submit" class="first">
        Make it
      </button>
      <button type="button" onClick={() => setOpen(false)}>
        Cancel
      </button>
      <Refused error={error} />
    </form>
  );
}
