import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Scope } from '#domain/account.ts';
import type { Token, TokenStore } from '#domain/token.ts';
import { transact } from './transaction.ts';

type Item = Record<string, unknown>;

const secretKey = (hash: string) => ({ pk: `token#${hash}`, sk: 'token' });
const tokenKey = (uid: number, id: string) => ({ pk: `account#${uid}`, sk: `token#${id}` });

function tokenOf(item: Item): Token {
  return {
    id: String(item['id']),
    uid: Number(item['uid']),
    name: String(item['name']),
    scopes: item['scopes'] as Scope[],
    createdAt: new Date(String(item['createdAt'])),
    expiresAt: item['expiresAt'] ? new Date(String(item['expiresAt'])) : null,
  };
}

/** Tokens in the records table: under the hash of the secret, for every request, and under the account, for lists. */
export function tokenStore(db: DynamoDBDocumentClient, table: string): TokenStore {
  return {
    async create(token, hash) {
      const item = {
        ...token,
        hash,
        createdAt: token.createdAt.toISOString(),
        expiresAt: token.expiresAt?.toISOString() ?? null,
      };
      await transact(db, [
        { Put: { TableName: table, Item: { ...item, ...secretKey(hash) } } },
        { Put: { TableName: table, Item: { ...item, ...tokenKey(token.uid, token.id) } } },
      ]);
    },

    async byHash(hash) {
      const answer = await db.send(
        new GetCommand({ TableName: table, Key: secretKey(hash), ConsistentRead: true }),
      );
      return answer.Item && tokenOf(answer.Item);
    },

    async list(uid) {
      const tokens: Token[] = [];
      const pages = paginateQuery(
        { client: db },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :token)',
          ExpressionAttributeValues: { ':pk': `account#${uid}`, ':token': 'token#' },
        },
      );
      for await (const page of pages) tokens.push(...(page.Items ?? []).map(tokenOf));
      return tokens;
    },

    async remove(uid, id) {
      const Key = tokenKey(uid, id);
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (!Item) return false;
      // The secret first: a token that still works must still be listed.
      await db.send(new DeleteCommand({ TableName: table, Key: secretKey(String(Item['hash'])) }));
      await db.send(new DeleteCommand({ TableName: table, Key }));
      return true;
    },
  };
}
