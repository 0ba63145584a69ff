/** Answers the context's value for a key; undefined when there is none. */
export type Read = (key: string) => unknown;

/** What the deployer can put right; the message says how. */
export class WrongSetting extends Error {
  constructor(key: string, sentence: string) {
    super(`context "${key}": ${sentence}`);
  }
}

// `-c key=value` arrives as text, cdk.json may hold the thing itself. Each of these throws WrongSetting for anything else.

export function flag(read: Read, key: string, otherwise: boolean): boolean {
  const value = read(key) ?? otherwise;
  if (value !== true && value !== false && value !== 'true' && value !== 'false')
    throw wrong(key, value, 'true or false');
  return value === true || value === 'true';
}

/** A whole number. */
export function amount(
  read: Read,
  key: string,
  otherwise: number,
  { least, most }: { least: number; most: number },
): number {
  const value = read(key) ?? otherwise;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
    return number;
  throw wrong(key, value, `a whole number from ${least} to ${most}`);
}

/** One of these; the first when nothing else is said. */
export function choice<T extends string>(
  read: Read,
  key: string,
  among: readonly T[],
  otherwise: string | undefined = among[0],
): T {
  const value = read(key) ?? otherwise;
  const found = among.find((each) => each === String(value));
  if (found === undefined) throw wrong(key, value, `one of ${among.join(', ')}`);
  return found;
}

/** Undefined when it is empty; `what` says what it must be. */
export function text(read: Read, key: string, pattern: RegExp, what: string): string | undefined {
  const value = read(key) ?? '';
  if (value === '') return undefined;
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw wrong(key, value, what);
}

/** An object, or the JSON of one. */
export function record(read: Read, key: string, example: string): Record<string, unknown> {
  const value = read(key) ?? {};
  const found = typeof value === 'string' ? parsed(value) : value;
  if (typeof found === 'object' && found !== null && !Array.isArray(found))
    return Object.fromEntries(Object.entries(found));
  throw wrong(key, value, `an object, as ${example}`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const wrong = (key: string, value: unknown, what: string) =>
  new WrongSetting(key, `${JSON.stringify(value)} will not do: it must be ${what}.`);
