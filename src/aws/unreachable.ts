import { Unreachable } from '#domain/errors.ts';

/** By these the network, or the client's own time-out, says that nobody answers. */
const silences = new Set([
  'TimeoutError',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** For a client's middleware stack: a store that does not answer, after the client's own attempts, is Unreachable. */
export const unreachableWhenSilent =
  (region: string) =>
  <Call, Answer>(next: (call: Call) => Promise<Answer>) =>
  async (call: Call): Promise<Answer> => {
    try {
      return await next(call);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = 'code' in error ? String(error.code) : '';
      if (!silences.has(error.name) && !silences.has(code)) throw error;
      throw new Unreachable(`The region ${region} does not answer. Try again in a moment.`, { cause: error });
    }
  };
