import { presentToken } from '#api/tokens/routes.ts';
import { createToken, listTokens, newSecret, refuseToActFor, revokeToken } from '#domain/tokens/tokens.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  createToken: async ({ caller, body, attempt }) => {
    const { name, scopes, uid = caller.uid, expires_at: expiresAt = null } = body;
    const secret = newSecret(deployment.here.name);
    refuseToActFor(caller, uid);
    const token = await createToken(deployment, { uid, name, scopes, expiresAt }, secret, attempt);
    return { data: { ...presentToken(token), token: secret } };
  },

  listTokens: async ({ caller }) => ({ data: (await listTokens(deployment, caller)).map(presentToken) }),

  revokeToken: ({ caller, params }) => revokeToken(deployment, caller, params.token_id),
});
