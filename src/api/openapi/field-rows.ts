import { type Html, html, prose } from './html.ts';
import type { JsonSchema } from './json-schema.ts';

/** Records that have a section of their own are linked, all else is spelt out. */
export const recordId = (ref: string): string => `record-${ref.split('/').at(-1)}`;

/** The fields of an object, those of objects within as `data.id` and `data[].id`. */
export function fieldRows(schema: JsonSchema, prefix = ''): Html[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const row = fieldRow(prefix + name, field, required.includes(name));
    const within = field.items ?? field;
    const mark = field.items ? '[].' : '.';
    return within.properties ? [row, ...fieldRows(within, `${prefix}${name}${mark}`)] : [row];
  });
}

export const fieldRow = (name: string, schema: JsonSchema, isRequired: boolean): Html => html`<tr>
<td><code>${name}</code>${isRequired ? '' : html` <span class="quiet">optional</span>`}</td>
<td>${typeOf(schema)}</td>
<td>${prose(schema.description ?? '')}</td>
</tr>`;

/** What a value may be, in words. */
export function typeOf(schema: JsonSchema): Html {
  if (schema.$ref)
    return html`<a href="#${recordId(schema.$ref)}">${schema.$ref.split('/').at(-1) ?? ''}</a>`;
  if (schema.anyOf) return join(schema.anyOf.map(typeOf), ' or ');
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return join(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ', ',
    );
  if (schema.items) return listOf(schema.items, schema.maxItems);
  if (schema.contentMediaType) return html`file`;
  const types = [schema.type ?? 'any'].flat().map((type) => words[type] ?? type);
  return html`${types.join(' or ')}${range(schema)}${upTo(schema.maxLength, ' characters')}`;
}

/** How long each item may be is left to the description. */
const listOf = ({ maxLength: _, ...item }: JsonSchema, most: number | undefined): Html =>
  html`list of ${typeOf(item)}${upTo(most)}`;

const words: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number' };

const upTo = (most: number | undefined, unit = ''): string =>
  most === undefined ? '' : `, at most ${most.toLocaleString('en')}${unit}`;

function range({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum}–${maximum.toLocaleString('en')}`;
  return minimum === undefined ? '' : `, from ${minimum}`;
}

const join = (parts: readonly Html[], between: string): Html =>
  html`${parts.map((part, i) => (i === 0 ? part : html`${between}${part}`))}`;
