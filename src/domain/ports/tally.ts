/** One of a group's files, as the group counts it. */
export interface Member {
  readonly acrId: string;
  readonly size: number;
  /** A kept copy that it is no duplicate of; of equal bytes none is. */
  readonly unlike: string | null;
}

/** What a group's head counts. */
export interface Tally {
  readonly count: number;
  /** The copy worth keeping; null where all are alike. */
  readonly keep: string | null;
  /** Bytes of that copy. */
  readonly fileSize: number;
  /** Bytes that deleting its duplicates frees. */
  readonly footprint: number;
}

/** Of these members, of which one is kept; else the largest is. */
export function tallyOf(members: readonly Member[], keep: string | null = null): Tally {
  const kept = members.find(({ acrId }) => acrId === keep);
  const fileSize = kept ? kept.size : members.reduce((most, { size }) => Math.max(most, size), 0);
  const counted = members.filter(({ unlike }) => keep === null || unlike !== keep);
  const footprint = Math.max(0, counted.reduce((sum, { size }) => sum + size, 0) - fileSize);
  return { count: members.length, keep, fileSize, footprint };
}

export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.count === b.count && a.keep === b.keep && a.fileSize === b.fileSize && a.footprint === b.footprint;
