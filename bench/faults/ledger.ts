/** What the driver was told of a file, and what it asked for without hearing how that ended. */
export interface FileFact {
  readonly acrId: string;
  readonly song: string | undefined;
  /** What it is to become; undefined when its bytes may never have come. */
  state: 1 | -1 | undefined;
  /** Where it was last told to be; undefined while a move may have happened or not. */
  bucketId: number | undefined;
  deletion: 'none' | 'asked' | 'told';
  /** One of these at a time, so that what is told last is what holds. */
  isBusy: boolean;
}

/** The same of a track of a dedup bucket. */
export interface TrackFact {
  readonly bucketId: number;
  readonly trackId: string;
  readonly song: string;
  readonly acrId: string;
}

/** All that was acknowledged, against which the stores are held. */
export class Ledger {
  readonly files = new Map<string, FileFact>();
  /** By title: no call that was repeated under its key made two. */
  readonly titles = new Set<string>();
  readonly tracks: TrackFact[] = [];
  readonly entriesDeleted = { asked: new Set<string>(), told: new Set<string>() };
  readonly violations: string[] = [];
  /** Calls by what was answered: 0 is nothing. */
  readonly statuses = new Map<number, number>();
  acknowledged = 0;

  violate(what: string): void {
    this.violations.push(what);
  }

  /** A file that nobody works on and that was not asked to go. */
  idle(random: () => number): FileFact | undefined {
    const all = [...this.files.values()].filter(({ deletion, isBusy }) => deletion === 'none' && !isBusy);
    return all[Math.floor(random() * all.length)];
  }
}
