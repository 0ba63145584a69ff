import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from './asking/ask.ts';
import { Refusal } from './asking/refusal.ts';
import { forgetToken, keepToken } from './asking/session.ts';
import { Refused } from './parts/refused.tsx';

/** Takes a token, tries it, and keeps it. */
export function SignIn({ onToken }: { onToken: () => void }) {
  const [error, setError] = useState<unknown>();
  const [isTrying, setTrying] = useState(false);

  const enter = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    keepToken(String(form.get('token')).trim(), form.get('keep') ? 'browser' : 'tab');
    setTrying(true);
    try {
      await ask(routes.listBuckets, { query: { per_page: 1 } });
      onToken();
    } catch (refused) {
      const isUnknown = refused instanceof Refusal && refused.status === 401;
      // A token that may not list buckets is one all the same.
      if (refused instanceof Refusal && refused.status === 403) return onToken();
      forgetToken();
      setError(isUnknown ? new Error('Nobody is known by this token. Is it whole?') : refused);
      setTrying(false);
    }
  };

  return (
    <main class="sign-in">
      <h1>Refrain</h1>
      <form onSubmit={enter}>
        <label>
          Token
          <input name="token" type="password" autocomplete="off" required spellcheck={false} />
        </label>
        <label class="check">
          <input name="keep" type="checkbox" /> Keep it in this browser, not only in this tab
        </label>
        <Refused error={error} />
        <button type="submit" class="first" disabled={isTrying}>
          Open
        </button>
      </form>
      <p class="quiet">
        <code>npm start</code> prints a token, <code>npx refrain token</code> makes one. It is sent to this
        deployment alone. <a href="/docs">What the API can do</a>
      </p>
    </main>
  );
}
