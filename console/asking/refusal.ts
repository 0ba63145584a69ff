import * as z from 'zod';

const told = z.object({
  message: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
});

/** The API refused: its sentence, and for every wrong field why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** 0: no answer came. */
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** What an answer that is no success says. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const body = told.safeParse(await response.json().catch(() => undefined));
  if (!body.success) return new Refusal(response.status, `The answer was a ${response.status}.`);
  const fields = Object.values(body.data.errors ?? {}).flat();
  return new Refusal(response.status, fields.length > 0 ? fields.join(' ') : body.data.message);
}

/** A sentence for whatever went wrong. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
