/** What the pool and an environment's thread tell each other. Payloads are JSON text, as on AWS. */
export interface Start {
  /** Absolute path of the entry file. */
  readonly entry: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memory: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The handler has been imported, or it has answered, or it has failed. */
export type Report =
  | { readonly ready: true }
  | { readonly answer: string }
  | { readonly error: FunctionError };

/** A failed invocation, with what Lambda would put into its answer. */
export class LambdaError extends Error {
  readonly error: FunctionError;

  constructor(error: FunctionError) {
    super(`${error.errorType}: ${error.errorMessage}`);
    this.error = error;
  }
}
