/** What both approaches say of one file that was sent, beside all entries. */
export interface Verdict {
  readonly ours: Judgement;
  readonly peer: Judgement;
  /** Seconds of CPU: to listen, and to look it up at all speeds when its own entry is not there. */
  readonly listened: number;
  readonly searched: number;
  /** Read when its own entry is not there, as for any new recording. */
  readonly keys: number;
  readonly candidates: number;
}

export interface Judgement {
  /** Its own track was found and called the same. */
  readonly found: boolean;
  /** With its own track, whether found or not, from 0 to 1. */
  readonly likeness: number;
  /** Other tracks that were called the same, by name; whether or not the index would have found them. */
  readonly falseCalls: readonly string[];
}

/** A file and the track it was made of. */
export interface Question {
  readonly path: string;
  readonly track: string;
  readonly fpcalcWords: Uint32Array;
}

/** An entry of both libraries. */
export interface Original {
  readonly words: Uint32Array;
  readonly duration: number;
  readonly fpcalcWords: Uint32Array;
}
