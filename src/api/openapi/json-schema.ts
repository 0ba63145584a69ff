import * as z from 'zod';

/** The keywords of JSON Schema that our schemas come to. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly contentMediaType?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
}

const COMPONENTS = '#/components/schemas/';

/**
 * What a client sends or gets, as JSON Schema. Schemas with an `id` become components: they are put into
 * `components` under it and referred to.
 */
export function jsonSchemaOf(schema: z.ZodType, components: Map<string, JsonSchema>): JsonSchema {
  const whole = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema, zodSchema }) => {
      const { type } = zodSchema._zod.def;
      // Of what is transformed zod takes an example for one of what comes out; ours are of what is sent.
      const { examples } = (zodSchema instanceof z.ZodType && z.globalRegistry.get(zodSchema)) || {};
      if (Array.isArray(examples)) jsonSchema.examples = examples;
      // Every whole number of JSON is one: the bounds of JavaScript tell nobody anything.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (type === 'record') delete jsonSchema.propertyNames;
      if (type === 'literal' && jsonSchema.type === 'number') jsonSchema.type = 'integer';
      delete jsonSchema.id;
    },
  });
  const { $schema: _, $defs, ...own } = pointingToComponents(whole);
  for (const [id, definition] of Object.entries($defs ?? {})) components.set(id, definition);
  return withoutForbidden(own);
}

type Whole = JsonSchema & { $schema?: string; $defs?: Record<string, JsonSchema> };

const pointingToComponents = (schema: unknown): Whole =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', COMPONENTS) : value,
  );

/** A property that may not be sent is no property. */
function withoutForbidden(schema: JsonSchema): JsonSchema {
  if (!schema.properties) return schema;
  const allowed = Object.entries(schema.properties).filter(
    ([, { type, ...rest }]) => type || '$ref' in rest || 'anyOf' in rest,
  );
  return { ...schema, properties: Object.fromEntries(allowed) };
}

/** The schema a reference means, else itself. */
export function resolved(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const target = components[schema.$ref.slice(COMPONENTS.length)];
  if (!target) throw new Error(`The description has no ${schema.$ref}`);
  return target;
}
