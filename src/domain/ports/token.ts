import type { Scope } from './account.ts';

export interface Token {
  readonly id: string;
  readonly uid: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** The tokens made in one region. Only the hash of a secret is kept. */
export interface TokenStore {
  create(token: Token, hash: string): Promise<void>;
  byHash(hash: string): Promise<Token | undefined>;
  list(uid: number): Promise<Token[]>;
  /** False when the account has no such token. */
  remove(uid: number, id: string): Promise<boolean>;
}
