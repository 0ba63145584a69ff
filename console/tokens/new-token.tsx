import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { Refused } from '../parts/refused.tsx';

const scopes = { read: 'read', write: 'write', admin: 'admin (tokens, and all else)' };

/** Makes a token, and shows it once. */
export function NewToken({ onMade }: { onMade: () => void }) {
  const [made, setMade] = useState<string>();
  const [error, setError] = useState<unknown>();
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const fields = new FormData(form);
    const day = String(fields.get('ends'));
    const json = {
      name: fields.get('name'),
      scopes: fields.getAll('scopes'),
      ...(day !== '' && { expires_at: new Date(`${day}T00:00:00`).toISOString() }),
    };
    try {
      const { data } = await ask(routes.createToken, { json });
      setMade(data.token);
      setError(undefined);
      form.reset();
      onMade();
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <form class="tools" aria-label="New token" onSubmit={make}>
      <label>
        Name <input name="name" required maxLength={200} />
      </label>
      <fieldset class="tools plain">
        <legend class="unseen">What it may do</legend>
        {Object.entries(scopes).map(([scope, name]) => (
          <label key={scope}>
            <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'read'} /> {name}
          </label>
        ))}
      </fieldset>
      <label>
        Ends <input type="date" name="ends" />
      </label>
      <button type="submit" class="first">
        Make a token
      </button>
      <Refused error={error} />
      <p role="status">
        {made && (
          <>
            This is the only time it is shown: <code>{made}</code>
          </>
        )}
      </p>
    </form>
  );
}
