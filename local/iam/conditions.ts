import { arnMatches, matches } from './pattern.ts';

type Compare = (wanted: string, actual: string) => boolean;

const arnLike: Compare = arnMatches;
const bool: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const operators: Readonly<Record<string, Compare>> = {
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: bool,
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  StringEquals: (wanted, actual) => wanted === actual,
  StringLike: matches,
};

/**
 * Whether one operator's keys all hold: each by any of its values, and none whose key the request has not. Throws for
 * an operator that is not known here.
 */
export function conditionHolds(
  operator: string,
  keys: Readonly<Record<string, readonly string[]>>,
  context: Readonly<Record<string, string>>,
): boolean {
  const compare = operators[operator];
  if (!compare) throw new Error(`The local deployment does not know the condition operator ${operator}.`);
  return Object.entries(keys).every(([key, wanted]) => {
    const actual = context[key.toLowerCase()];
    return actual !== undefined && wanted.some((value) => compare(value, actual));
  });
}
