import * as z from 'zod';

/** The names of the fields that the schema of a body reads. */
export function fieldNamesOf(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodOptional) return fieldNamesOf(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return fieldNamesOf(schema.def.in);
  throw new Error(`The schema of a body is an object, not ${schema._zod.def.type}.`);
}
