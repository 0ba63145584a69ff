import { conditionHolds } from './conditions.ts';
import { matches } from './pattern.ts';
import type { Statement } from './policy.ts';

/** Who wants to do what with what. */
export interface Deed {
  /** `Service` and its name, or `AWS` and an ARN. */
  readonly principal: readonly [kind: 'AWS' | 'Service', name: string];
  /** `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Condition keys, in lower case: `aws:sourcearn`. */
  readonly context: Readonly<Record<string, string>>;
}

export type Verdict =
  | { readonly allowed: true; readonly by: Statement }
  | { readonly allowed: false; readonly explicitly: boolean };

/**
 * What IAM decides within one account: a Deny of either kind wins, then an Allow of either will do. `own` are the
 * policies of the caller's role, `resources` those of what is asked for.
 */
export function judge(deed: Deed, own: readonly Statement[], resources: readonly Statement[]): Verdict {
  const fitting = [
    ...own.filter((statement) => covers(statement, deed)),
    ...resources.filter((statement) => names(statement, deed) && covers(statement, deed)),
  ];
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return { allowed: false, explicitly: true };
  const [by] = fitting;
  return by ? { allowed: true, by } : { allowed: false, explicitly: false };
}

function covers({ Action, Resource, Condition }: Statement, { action, resource, context }: Deed): boolean {
  return (
    Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) => conditionHolds(operator, keys, context))
  );
}

function names({ Principal }: Statement, { principal: [kind, name] }: Deed): boolean {
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  // In a resource's policy, {"AWS": "*"} is everyone, services too.
  return (Principal['AWS'] ?? []).includes('*') || (Principal[kind] ?? []).includes(name);
}
