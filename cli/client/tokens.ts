import { routes } from '#api/routes.ts';
import { print, tableOf } from '../terminal/table.ts';
import { Client } from './client.ts';
import { type Addressed, targetOf } from './target.ts';

export async function listTokens(told: Addressed): Promise<number> {
  const answer = await new Client(targetOf(told)).call(routes.listTokens);
  print(told.json, answer, () =>
    tableOf(answer.data, [
      ['ID', ({ id }) => id],
      ['NAME', ({ name }) => name],
      ['SCOPES', ({ scopes }) => scopes.join(',')],
      ['CREATED', ({ created_at }) => created_at],
      ['EXPIRES', ({ expires_at }) => expires_at ?? 'never'],
    ]),
  );
  return 0;
}

/** The token alone, so that it can be put where it belongs. */
export async function createToken(
  name: string,
  told: Addressed & { scopes: string; expires?: string | undefined },
): Promise<number> {
  const json = { name, scopes: told.scopes, expires_at: told.expires };
  const answer = await new Client(targetOf(told)).call(routes.createToken, { json });
  print(told.json, answer, () => `${answer.data.token}\n`);
  return 0;
}

export async function revokeToken(id: string, told: Addressed): Promise<number> {
  await new Client(targetOf(told)).send(routes.revokeToken, { params: { token_id: id } });
  print(told.json, { revoked: id }, () => `Within 60 seconds the token ${id} stops working.\n`);
  return 0;
}
