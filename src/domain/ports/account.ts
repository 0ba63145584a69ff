export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Whoever holds the token of a request. */
export interface Caller {
  /** The account's number. */
  readonly uid: number;
  readonly scopes: readonly Scope[];
}

/** `admin` implies the others. */
export function allows(caller: Caller, scope: Scope): boolean {
  return caller.scopes.includes(scope) || caller.scopes.includes('admin');
}
