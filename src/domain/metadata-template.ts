import { Invalid } from './errors.ts';

/** A field of a bucket's metadata template: a default, and the values it may take when it is a select. */
interface TemplateField {
  readonly default: unknown;
  readonly options: readonly unknown[] | undefined;
}

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

/** Throws Invalid unless it is `{"field": {"default": …, "type"?: "select", "options"?: […]}}`. */
export function checkTemplate(template: string): void {
  if (parse(template)) return;
  const sentence =
    'The metadata_template must be a JSON object of fields such as {"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}.';
  throw new Invalid({ metadata_template: [sentence] });
}

/** `userDefined` with the template's defaults filled in. Throws Invalid for a value outside a select's options. */
export function applyTemplate(
  template: string | null,
  userDefined: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...userDefined };
  for (const [name, field] of (template && parse(template)) || []) {
    if (filled[name] === undefined && field.default !== undefined) filled[name] = field.default;
    if (filled[name] !== undefined && field.options && !field.options.includes(filled[name])) {
      throw new Invalid({
        user_defined: [`The user_defined field ${name} must be one of ${JSON.stringify(field.options)}.`],
      });
    }
  }
  return filled;
}
