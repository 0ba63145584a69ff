/** One of a group's files, as the group counts it. */
export interface Member {
  readonly acrId: string;
  readonly size: number;
  /** It is found by others of its recording in the index; copies are not looked for there. */
  readonly isIndexed: boolean;
}

/** What a group's head counts. */
export interface Tally {
  readonly count: number;
  /** Bytes of all, and of the largest. */
  readonly sum: number;
  readonly largest: number;
  readonly indexed: number;
}

export const tallyOf = (members: readonly Member[]): Tally => ({
  count: members.length,
  sum: members.reduce((sum, { size }) => sum + size, 0),
  largest: members.reduce((most, { size }) => Math.max(most, size), 0),
  indexed: members.filter(({ isIndexed }) => isIndexed).length,
});

export const isSameMember = (a: Member | undefined, b: Member | undefined): boolean =>
  a?.size === b?.size && a?.isIndexed === b?.isIndexed;

export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.count === b.count && a.sum === b.sum && a.largest === b.largest && a.indexed === b.indexed;
