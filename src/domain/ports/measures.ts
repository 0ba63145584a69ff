/** What is measured of a deployment, and rung about: infra/ watches these names, functions/ write them. */
export const measures = {
  /** What was left undone could not be done: the sweeper tries it again a minute later. */
  TodoFailed: 'Count',
  /** A worker failed on a message, which comes again: four times, then it is dead. */
  MessageFailed: 'Count',
  /** A file went to state −1, by the reason for it. */
  FileRefused: 'Count',
  /** A file went to state 1. */
  FileReady: 'Count',
  /** A store said "not so fast", and the client's own attempts had not helped. */
  Throttled: 'Count',
  /** A posting found no room under its key: its recording is found by the others only. */
  KeyFull: 'Count',
  /** How long a new entry took: looked for, announced, looked for again, committed. */
  InsertTime: 'Milliseconds',
  /** How long it took to find an entry, or that there is none and none is wanted. */
  LookTime: 'Milliseconds',
} as const;

export type Measure = keyof typeof measures;

/** Why a file went to state −1. All are its sender's matter but `given up`, on which the worker failed or died. */
export const refusals = ['unusable', 'download failed', 'never came', 'given up'] as const;
export type FileRefusal = (typeof refusals)[number];

/** Tells what was measured: that it occurred so often, or took so many milliseconds. `reason`: of FileRefused alone. */
export type Tell = (measure: Measure, value: number, reason?: FileRefusal) => void;
