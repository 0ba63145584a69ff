/**
 * What the domain refuses, as types. `message` is a sentence for the caller: what was wrong and what to do.
 * src/api/answers/problems.ts is the one place that turns them into answers.
 */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
  constructor() {
    super('Unauthenticated.');
  }
}

export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** The state of things forbids it now: a bucket that is not empty, a file still processing, a track id taken. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** A call with the same key is under way: what it will be answered is not known yet. */
export class BeingAnswered extends Error {
  override readonly name = 'BeingAnswered';
}

/** The address was good once and has lapsed. */
export class Lapsed extends Error {
  override readonly name = 'Lapsed';
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** The request itself cannot be parsed. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Fields that are missing or wrong: every one of them, each with its sentences. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly fields: Record<string, string[]>;
  constructor(fields: Record<string, string[]>) {
    super(Object.values(fields)[0]?.[0] ?? 'The given data was invalid.');
    this.fields = fields;
  }
}

/** Callers write the same thing too often at once, and this one gave up: trying again later is safe. */
export class Contended extends Error {
  override readonly name = 'Contended';
  constructor(fought: string) {
    super(
      `Too many calls ${fought} at once, and this one was given up: wait a second, then send it again, with fewer side by side.`,
    );
  }
}

/** A store throttles or fails: trying again later is safe. */
export class Busy extends Error {
  override readonly name: string = 'Busy';
  /** Ms until it is worth trying again. */
  readonly retryAfter: number;
  constructor(
    message: string,
    { retryAfter = 1000, ...options }: ErrorOptions & { retryAfter?: number } = {},
  ) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/** A region does not answer, or not in time. */
export class Unreachable extends Busy {
  override readonly name = 'Unreachable';
}
