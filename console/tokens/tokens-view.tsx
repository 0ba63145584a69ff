import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask, tell } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { momentOf } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { Heading } from '../parts/heading.tsx';
import { Refused } from '../parts/refused.tsx';
import { NewToken } from './new-token.tsx';

/** Who may call: the tokens of the account. */
export function TokensView() {
  const [refused, setRefused] = useState<unknown>();
  const { answer, error, again } = useAnswer((signal) => ask(routes.listTokens, { signal }), []);
  const revoke = (id: string, name: string) => {
    if (!confirm(`Revoke ${name}? Whoever uses it is refused within a minute.`)) return;
    tell(routes.revokeToken, { params: { token_id: id } }).then(again, setRefused);
  };
  return (
    <>
      <Heading title="Tokens" />
      <Refused error={refused ?? error} />
      <NewToken onMade={again} />
      {answer && (
        <table>
          <caption class="unseen">Tokens</caption>
          <Columns of={['Name', 'May', 'Made', 'Ends', { unseen: 'Revoke' }]} />
          <tbody>
            {answer.data.map(({ id, name, scopes, created_at, expires_at }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td data-name="May">{scopes.join(', ')}</td>
                <td data-name="Made">{momentOf(created_at)}</td>
                <td data-name="Ends">{expires_at === null ? 'never' : momentOf(expires_at)}</td>
                <td>
                  <button
                    type="button"
                    class="danger"
                    aria-label={`Revoke ${name}`}
                    onClick={() => revoke(id, name)}
                  >
                    Revoke
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
