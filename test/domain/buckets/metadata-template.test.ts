import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChoices, isTemplate, withDefaults } from '#domain/buckets/metadata-template.ts';
import { Invalid } from '#domain/errors.ts';

const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'));
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const field = fc.oneof(
  fc.record({ default: value }, { requiredKeys: [] }),
  fc.record(
    { type: fc.constant('select'), default: value, options: fc.array(value) },
    { requiredKeys: ['type', 'options'] },
  ),
);
/** As JSON has it, where `__proto__` is a name like any other. */
const object = <T>(values: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(name, values), { maxLength: 6 })
    .map((entries): Record<string, T> => Object.fromEntries(entries));

const own = (of: Record<string, unknown>, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined);

describe('a metadata template', () => {
  it('gives what is lacking its default and leaves the rest as it was', () => {
    fc.assert(
      fc.property(object(field), object(value), (template, sent) => {
        const text = JSON.stringify(template);
        expect(isTemplate(text)).toBe(true);
        const filled = withDefaults(text, sent);
        for (const key of new Set([...Object.keys(template), ...Object.keys(sent), ...Object.keys(filled)])) {
          const expected = Object.hasOwn(sent, key) ? sent[key] : own(template, key);
          const whole = Object.hasOwn(sent, key)
            ? expected
            : (expected as { default?: unknown } | undefined)?.default;
          expect(own(filled, key)).toEqual(whole);
        }
        expect(withDefaults(text, filled)).toEqual(filled);
        expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
      }),
    );
  });

  it('refuses exactly what was sent and is neither an option nor the default', () => {
    fc.assert(
      fc.property(object(field), object(value), (template, sent) => {
        const isOutside = Object.entries(template).some(([key, each]) => {
          if (!('options' in each) || !Object.hasOwn(sent, key)) return false;
          return !each.options.includes(sent[key] ?? null) && sent[key] !== each.default;
        });
        const check = () => checkChoices(JSON.stringify(template), sent);
        if (isOutside) expect(check).toThrow(Invalid);
        else check();
      }),
    );
  });

  it('never stands in the way of a file that brings nothing', () => {
    fc.assert(
      fc.property(object(field), (template) => {
        const text = JSON.stringify(template);
        checkChoices(text, withDefaults(text, {}));
      }),
    );
  });

  it('is refused when it is no JSON object of such fields, and never otherwise', () => {
    const texts = [
      '',
      '[]',
      '1',
      'null',
      '{',
      '{"a":1}',
      '{"a":[]}',
      '{"a":{"type":"select"}}',
      '{"a":{"type":"select","options":{}}}',
    ];
    for (const text of texts) expect(isTemplate(text), text).toBe(false);
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => typeof isTemplate(text) === 'boolean'));
  });
});
