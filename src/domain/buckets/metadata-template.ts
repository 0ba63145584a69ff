import { Invalid } from '#domain/errors.ts';

/** A field of a bucket's metadata template: a default, and the values it may take when it is a select. */
interface TemplateField {
  readonly default: unknown;
  readonly options: readonly unknown[] | undefined;
}

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(template: string): Map<string, TemplateField> | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(template);
  } catch {
    return undefined;
  }
  if (!isObject(fields)) return undefined;
  const parsed = new Map<string, TemplateField>();
  for (const [name, field] of Object.entries(fields)) {
    if (!isObject(field)) return undefined;
    const isSelect = field['type'] === 'select';
    if (isSelect && !Array.isArray(field['options'])) return undefined;
    const options = isSelect && Array.isArray(field['options']) ? field['options'] : undefined;
    parsed.set(name, { default: field['default'], options });
  }
  return parsed;
}

const fieldsOf = (template: string | null) => [...((template && parse(template)) || [])];

/** Whether it is `{"field": {"default": …, "type"?: "select", "options"?: […]}}`. */
export const isTemplate = (template: string): boolean => parse(template) !== undefined;

/** Throws Invalid for values outside a select's options; its default is always in. */
export function checkChoices(template: string | null, userDefined: Values): void {
  const sentences = fieldsOf(template).flatMap(([name, { default: usual, options }]) => {
    if (!options || !Object.hasOwn(userDefined, name)) return [];
    const value = userDefined[name];
    if (options.includes(value) || value === usual) return [];
    return `The user_defined field ${name} must be one of ${JSON.stringify(options)}.`;
  });
  if (sentences.length > 0) throw new Invalid({ user_defined: sentences });
}

/** `userDefined` with the template's defaults where it lacks a field. */
export function withDefaults(template: string | null, userDefined: Values): Record<string, unknown> {
  const lacking = fieldsOf(template).filter(
    ([name, field]) => !Object.hasOwn(userDefined, name) && field.default !== undefined,
  );
  // Not by assignment: `__proto__` is a name like any other.
  const defaults = lacking.map(([name, field]): [string, unknown] => [name, field.default]);
  return Object.fromEntries([...Object.entries(userDefined), ...defaults]);
}
