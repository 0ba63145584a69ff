const NAME = 'refrain.token';

/** The token this tab works with; in the browser's storage only where its owner asked for that. */
export const readToken = (): string | null => sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME);

export function keepToken(token: string, where: 'tab' | 'browser'): void {
  sessionStorage.setItem(NAME, token);
  if (where === 'browser') localStorage.setItem(NAME, token);
}

/** With it goes all that was noted beside it, such as which uploads were under way. */
export function forgetToken(): void {
  sessionStorage.clear();
  localStorage.clear();
}
