import { z } from 'zod';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const values = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))])
  .transform((value) => [value].flat().map(String));

// Strict: a statement with a part that is not evaluated here would mean something else than on AWS.
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Action: texts,
  Resource: texts.default(['*']),
  Condition: z.record(z.string(), z.record(z.string(), values)).default({}),
});
const document = z.object({ Statement: z.array(statement) });

/** One statement of a policy, each of its lists a list. */
export type Statement = z.infer<typeof statement>;

/** The statements of a template's PolicyDocument. Throws for what the evaluation does not know. */
export function statementsOf(policyDocument: unknown): Statement[] {
  return document.parse(policyDocument).Statement;
}
