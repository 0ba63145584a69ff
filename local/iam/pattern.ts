/** IAM's wildcards: `*` is any text, also none and also slashes, `?` one character. */
export function matches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** ArnLike: each of the six parts for itself, so that a `*` ends at its colon (the last part may hold more of them). */
export function arnMatches(pattern: string, arn: string): boolean {
  const [patterns, parts] = [pattern, arn].map(sixParts);
  return Boolean(patterns && parts?.every((part, i) => matches(patterns[i] ?? '', part)));
}

function sixParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
