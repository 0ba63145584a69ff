/**
 * One attempt at a call that may be repeated. What an attempt is about to make it notes first, by the ids it will have:
 * should its process die, the next one finds by the note what was made already, and makes nothing twice.
 */
export interface Attempt {
  /** What an earlier attempt, which died, had noted last. */
  readonly noted: Readonly<Record<string, unknown>> | undefined;
  /** Rejects with Busy when another attempt has taken over. */
  note(about: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Of a call without a key: nobody will look for it. */
export const onlyAttempt: Attempt = { noted: undefined, note: async () => {} };
