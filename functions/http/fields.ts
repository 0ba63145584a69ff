export type Fields = Record<string, unknown>;

/** What the parts of a form say of one name, and of the names within it: `labels[0]`, `user_defined[genre]`. */
interface Said {
  readonly values: unknown[];
  readonly within: Map<string, Said>;
}

/** A name with more brackets than this is no field of ours. */
const DEEPEST = 4;
const NESTED = new RegExp(`^([^[\\]]+)((?:\\[[^[\\]]*\\]){1,${DEEPEST}})$`);

/**
 * The fields of a form. A name sent twice, `name[]` and PHP's `name[0]`, `name[1]` are a list in the order sent;
 * `name[key]` is a field of an object.
 */
export function fieldsOf(parts: Iterable<readonly [name: string, value: unknown]>): Fields {
  const form = nothing();
  for (const [name, value] of parts) {
    let said = form;
    for (const key of pathOf(name)) {
      const next = said.within.get(key) ?? nothing();
      said.within.set(key, next);
      said = next;
    }
    said.values.push(value);
  }
  return objectOf(form);
}

const nothing = (): Said => ({ values: [], within: new Map() });

/** The field that a part of a form is of: `labels` of `labels[0]`. */
export const firstKeyOf = (name: string): string => pathOf(name)[0] ?? '';

function pathOf(name: string): string[] {
  const [, first = name, brackets = ''] = NESTED.exec(name) ?? [];
  return [first, ...[...brackets.matchAll(/\[(.*?)\]/g)].map(([, key = '']) => key)];
}

function readingOf({ values, within }: Said): unknown {
  if (within.size === 0) return values.length === 1 ? values[0] : values;
  if (![...within.keys()].every((key) => /^\d*$/.test(key))) return objectOf({ values, within });
  const listed = [...within].flatMap(([key, said]) => (key === '' ? said.values : [readingOf(said)]));
  return [...values, ...listed];
}

const objectOf = ({ within }: Said): Fields =>
  Object.fromEntries([...within].map(([key, said]) => [key, readingOf(said)]));
