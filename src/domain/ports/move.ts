import type { File } from './file.ts';
import type { Todo } from './todo.ts';

/** A file on its way to a bucket of another region: gone from the one, owed to the other. */
export interface Departure {
  readonly moveId: string;
  /** As it was in the bucket it left. */
  readonly file: File;
  readonly to: number;
  readonly todo: string;
}

/** Where a file probably is, and what to ask all regions for when it is not. */
export interface Forwarding {
  readonly to: number;
  /** Moves of earlier versions have not noted it. */
  readonly acrId: string | null;
}

/** A departed file as it shows where it goes: its audio and fingerprint are still to follow. */
export const arriving = ({ file, to }: Departure, now: Date): File => ({
  ...file,
  bucketId: to,
  state: 0,
  size: null,
  audio: null,
  error: null,
  duration: 0,
  updatedAt: now,
});

/** What moving files takes in one region. Every change of a record keeps lists, counters and record in one transaction. */
export interface MoveStore {
  /** Where a file made in `origin` is to be looked for, if it was ever moved. */
  forwarded(origin: number, fileId: number): Promise<Forwarding | undefined>;
  /** Remembers for a file that was made in a bucket of this region where it is about to go. */
  forward(origin: number, file: Pick<File, 'id' | 'acrId'>, to: number): Promise<void>;
  /** To another bucket of this region. */
  relocate(file: File, to: number, updatedAt: Date): Promise<'moved' | 'changed' | 'bucket gone'>;
  /** Out of this region: `todo` finishes it. False when the record is not as given any more. */
  depart(departure: Departure, todo: Todo): Promise<boolean>;
  departure(acrId: string): Promise<Departure | undefined>;
  /** Whether what has departed with this id was shown here, be it gone since. */
  hasArrived(moveId: string): Promise<boolean>;
  /**
   * Shows a departed file in its new bucket, once: a second time changes nothing, even if it was deleted since.
   * `still leaving`: an earlier departure of the same file from this region is not finished.
   */
  arrive(file: File, moveId: string, until: Date): Promise<'arrived' | 'bucket gone' | 'still leaving'>;
  /** Shows a departed file where it was, its departure undone, to be held against others anew. `bucket gone` when that is deleted too. */
  comeBack(departure: Departure): Promise<'back' | 'bucket gone'>;
  /** The departure goes, with its todo. */
  forget(departure: Departure): Promise<void>;
}
