import * as z from 'zod';
import { scopes } from '#domain/account.ts';
import type { Token } from '#domain/token.ts';
import { fileTime, optional, text, wholeNumber } from './fields.ts';
import type { Route } from './route.ts';

const token = z.object({
  id: z.string(),
  uid: z.int(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  created_at: z.string(),
  expires_at: z.string().nullable(),
});

export const tokenRoutes = {
  createToken: {
    method: 'POST',
    path: '/api/tokens',
    resource: 'tokens',
    scope: 'admin',
    body: z.object({
      name: text(),
      scopes: z.preprocess(
        (value) => (typeof value === 'string' ? value.split(',') : value),
        z
          .array(z.enum(scopes, `must be of ${scopes.join(', ')}`), `must be a list of ${scopes.join(', ')}`)
          .min(1, 'must name one at least'),
      ),
      expires_at: optional(
        z.iso
          .datetime({ offset: true, error: 'must be a time such as 2030-01-01T00:00:00Z' })
          .transform((time) => new Date(time)),
      ),
      uid: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    }),
    status: 201,
    answer: z.object({ data: token.extend({ token: z.string() }) }),
  },
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    resource: 'tokens',
    scope: 'admin',
    status: 200,
    answer: z.object({ data: z.array(token) }),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/tokens/{token_id}',
    resource: 'tokens',
    scope: 'admin',
    params: z.object({ token_id: z.string() }),
    status: 204,
  },
} as const satisfies Record<string, Route>;

export function presentToken(of: Token): z.input<typeof token> {
  return {
    id: of.id,
    uid: of.uid,
    name: of.name,
    scopes: [...of.scopes],
    created_at: fileTime(of.createdAt),
    expires_at: of.expiresAt && fileTime(of.expiresAt),
  };
}
