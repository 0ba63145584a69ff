import * as z from 'zod';
import { fileTime, fileTimestamp, oneOf, optional, pathId, text, wholeNumber } from '#api/fields.ts';
import type { Route } from '#api/route.ts';
import { scopes } from '#domain/ports/account.ts';
import type { Token } from '#domain/ports/token.ts';

const token = z
  .object({
    id: z.string(),
    uid: z.int().describe('The account it belongs to.'),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    created_at: fileTimestamp,
    expires_at: fileTimestamp.nullable(),
  })
  .meta({ id: 'Token' });

export const tokenRoutes = {
  createToken: {
    summary: 'Makes a token; this answer is the only one that shows it.',
    method: 'POST',
    path: '/api/tokens',
    resource: 'tokens',
    ours: true,
    scope: 'admin',
    body: z.object({
      name: text().meta({ description: 'What it is for.', examples: ['importer'] }),
      scopes: z.preprocess(
        (value) => (typeof value === 'string' ? value.split(',') : value),
        z
          .array(oneOf(scopes, `must be of ${scopes.join(', ')}`), `must be a list of ${scopes.join(', ')}`)
          .min(1, 'must name one at least')
          .meta({
            description:
              '`read` for every GET, `write` for every other call, `admin` for tokens and all else.',
            examples: [['read', 'write']],
          }),
      ),
      expires_at: optional(
        z.iso
          .datetime({ offset: true, error: 'must be a time such as 2030-01-01T00:00:00Z' })
          .transform((time) => new Date(time))
          // An offset can carry it out of the years that are written with four digits.
          .refine(
            (time) => /^\d{4}-/.test(time.toISOString()),
            'must be within the years 0000 to 9999 in UTC',
          )
          .meta({ description: 'When it ends; never when not sent.', examples: ['2030-01-01T00:00:00Z'] }),
      ),
      uid: optional(
        wholeNumber(1, Number.MAX_SAFE_INTEGER).describe(
          'The account it is for, yours when not sent. Another’s only with a token of account 1, the deployer’s.',
        ),
      ),
    }),
    status: 201,
    answer: z.object({
      data: token.extend({
        token: z
          .string()
          .regex(/^rf\d{1,2}_[\w-]{43}$/)
          .describe('The token itself.'),
      }),
    }),
  },
  listTokens: {
    summary: 'Lists the tokens of the account without their secrets.',
    method: 'GET',
    path: '/api/tokens',
    resource: 'tokens',
    ours: true,
    scope: 'admin',
    status: 200,
    answer: z.object({ data: z.array(token) }),
  },
  revokeToken: {
    summary: 'Revokes a token: within 60 seconds it stops working.',
    method: 'DELETE',
    path: '/api/tokens/{token_id}',
    resource: 'tokens',
    ours: true,
    scope: 'admin',
    params: z.object({
      token_id: pathId(
        /^\d{1,2}-[0-9a-f-]{36}$/,
        'The id of the token.',
        '1-5f0e7a52-0d38-4c1e-9a57-2f6b8f1f6c11',
      ),
    }),
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
