import type { File } from './file.ts';

/** What decides which copy of a recording is worth keeping. */
export interface Worth {
  readonly lossless: boolean;
  /** Seconds. */
  readonly duration: number;
  /** Bits a second. */
  readonly bitRate: number;
  /** When its file was made, then its acr_id: sorts by age, never equal. */
  readonly since: string;
}

/** One of a cluster's files, as the cluster counts it. */
export interface ClusterMember extends Worth {
  readonly acrId: string;
  readonly size: number;
  /** A kept copy that it is no duplicate of, though it is one of the centre. */
  readonly unlike: string | null;
}

/** Who is about to change where a file stands and what of it is in the index: nobody else does until the deadline. */
export interface Claim {
  /** `announced`: it stands in the index and may become a centre. `leaving`: a member whose postings are removed. */
  readonly state: 'announced' | 'aborted' | 'leaving';
  readonly by: string;
  readonly deadline: Date;
  /** As Worth has it: the one that was there first is the centre. */
  readonly since: string;
}

/** Where a file stands among those of the same recording. */
export interface Place {
  readonly acrId: string;
  /** The cluster it is in, or was when its centre went; null before it is in one. */
  readonly cluster: string | null;
  readonly claim: Claim | null;
  /** It is a centre; or an earlier version put it into the index. */
  readonly isIndexed: boolean;
}

/** A cluster: files of one recording, each a duplicate of the first, the centre. Only centres are found in the index. */
export interface Cluster {
  readonly id: string;
  readonly uid: number;
  /**
   * `parted`: its centre has gone, and those left are to be held against one another anew. `earlier`: written by a
   * version that united what had a member in common.
   */
  readonly state: 'standing' | 'parted' | 'earlier';
  readonly centre: string | null;
  readonly count: number;
  /** The copy worth keeping. */
  readonly keep: (Worth & { readonly acrId: string }) | null;
  /** What is still to be done with it. */
  readonly todo: string | null;
  /** Changes with every change of it. */
  readonly stamp: string;
}

/** A file that is to stand somewhere, and where it stands now. */
export interface Mover {
  readonly member: ClusterMember;
  readonly was: Place | undefined;
  /** Its record, as long as that alone tells that it is still there. */
  readonly file: Pick<File, 'bucketId' | 'id' | 'state'> | undefined;
}

/** The clusters of one region. Each change fails, and answers false, when what it rests on has changed. */
export interface ClusterStore {
  /** Of those that stand anywhere. */
  find(acrIds: readonly string[]): Promise<Map<string, Place>>;
  /** Those of these ids. */
  get(uid: number, ids: readonly string[]): Promise<Cluster[]>;
  /** By acr_id. */
  members(uid: number, id: string): Promise<ClusterMember[]>;
  /** Before its postings are put into the index; or, for a member, before they are removed. */
  claim(mover: Mover, claim: Claim): Promise<boolean>;
  /** Of an announced one. `committed`: it stands somewhere. */
  abort(acrId: string): Promise<'aborted' | 'committed' | 'gone'>;
  /** An announced one becomes the centre of a cluster of its own. */
  found(uid: number, mover: Mover): Promise<boolean>;
  /**
   * These, at most JOINED_AT_ONCE, become members of a standing cluster. With `claim` their postings are still to be
   * removed; `isToMend`: a todo stays until it is known which copy is to be kept.
   */
  join(
    cluster: Cluster,
    movers: readonly Mover[],
    rest: { readonly claim: Claim | null; readonly isToMend: boolean },
  ): Promise<'joined' | 'cluster changed' | 'mover changed'>;
  /** Its postings are removed. */
  release(acrId: string, claim: Claim): Promise<void>;
  /** The files of one of an earlier version are to be held against one another anew. */
  part(cluster: Cluster): Promise<boolean>;
  /** One of an earlier version that has a single file becomes its. */
  renew(cluster: Cluster, centre: ClusterMember): Promise<boolean>;
  /** What is left in a parted cluster of a file that stands elsewhere, or is gone. */
  drop(cluster: Cluster, acrId: string, place: Place | undefined): Promise<void>;
  /** Nothing is to be done with it any more; a parted one, of which nobody is left, goes. */
  settle(cluster: Cluster): Promise<boolean>;
  /** That this member is the copy worth keeping, of which these others are no duplicates. */
  keep(cluster: Cluster, best: ClusterMember, unlike: readonly string[]): Promise<boolean>;
}

/** More members than this that are no duplicates of a copy make it none worth keeping. */
export const MOST_UNLIKE = 40;
/** Files that one transaction makes members. */
export const JOINED_AT_ONCE = 20;
