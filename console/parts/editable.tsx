import { useState } from 'preact/hooks';
import { Refused } from './refused.tsx';

interface Edited {
  /** What it is, for those who cannot see it. */
  readonly name: string;
  readonly value: string;
  /** What is to be clicked; the text itself when not told. */
  readonly shown?: string;
  readonly onChange: (value: string) => Promise<void>;
}

/** A text that becomes a field when it is clicked: Enter keeps the change, Escape drops it. */
export function Editable({ name, value, shown, onChange }: Edited) {
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const keep = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const text = String(new FormData(event.currentTarget).get('text'));
    try {
      if (text !== value) await onChange(text);
      setError(undefined);
      setOpen(false);
    } catch (refused) {
      setError(refused);
    }
  };
  if (!isOpen)
    return (
      <button
        type="button"
        class={shown === undefined ? 'editable' : ''}
        title="Change it"
        onClick={() => setOpen(true)}
      >
        {shown ?? value}
      </button>
    );
  return (
    <form class="editing" onSubmit={keep}>
      <input
        name="text"
        aria-label={name}
        defaultValue={value}
        ref={(input) => input?.focus()}
        onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}
      />
      <button type="submit">Keep</button>
      <Refused error={error} />
    </form>
  );
}
