import type { Match } from '#core/match/decide.ts';
import type { Relation } from '#core/match/relation.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Reads } from './library.ts';

/** What both approaches say of one file that was sent, beside all entries. */
export interface Verdict {
  readonly ours: Judgement & {
    /** How it was told to lie on its own track; undefined when that was not found. */
    readonly told: Match | undefined;
  };
  readonly peer: Judgement;
  /** Seconds of CPU: to listen, and to look it up twice, as an insert does, when its own entry is not there. */
  readonly listened: number;
  readonly searched: number;
  /** Read when its own entry is not there, as for any new recording. */
  readonly read: Reads;
}

export interface Judgement {
  /** What is right was said of its own track: of a copy that it is the same. */
  readonly isRight: boolean;
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
  readonly sent: 'recording' | 'sample' | 'print';
  readonly relation: NonNullable<Relation>;
}

/** An entry of both libraries. */
export interface Original extends Recording {
  readonly fpcalcWords: Uint32Array;
}
