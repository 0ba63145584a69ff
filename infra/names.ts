/** What a deployment's parts are called. `stage` tells several of one account apart. */
export interface Names {
  /** Every name begins with it: `refrain`, or `refrain-<stage>`. */
  readonly prefix: string;
  readonly recordsTable: string;
  readonly indexTable: string;
  readonly recordingsQueue: string;
  readonly dumpsQueue: string;
  /** CloudWatch's namespace of what the functions measure. */
  readonly metrics: string;
  /** By region, tables that have other names there: they were restored from a backup. */
  readonly restored: Readonly<Record<string, RestoredTables>>;
}

/** Tables that exist already: a stack uses them and declares none in their place. */
export interface RestoredTables {
  readonly records?: string;
  readonly index?: string;
}

/**
 * Names are the same in every region and known before anything is deployed, so that a function can reach, and be
 * granted, another region's stores without a reference between stacks. Without a stage they have none in them.
 */
export function namesOf(stage?: string, restored: Names['restored'] = {}): Names {
  const prefix = stage === undefined ? 'refrain' : `refrain-${stage}`;
  return {
    prefix,
    recordsTable: `${prefix}-records`,
    indexTable: `${prefix}-index`,
    recordingsQueue: `${prefix}-recordings`,
    dumpsQueue: `${prefix}-dumps`,
    metrics: stage === undefined ? 'Refrain' : `Refrain/${stage}`,
    restored,
  };
}

export const recordsTableIn = ({ restored, recordsTable }: Names, region: string): string =>
  restored[region]?.records ?? recordsTable;
export const indexTableIn = ({ restored, indexTable }: Names, region: string): string =>
  restored[region]?.index ?? indexTable;

/** The start of every region's bucket name: S3 names are global, the account makes ours unique. */
export const objectsBucketOf = ({ prefix }: Names, account: string) => `${prefix}-${account}`;
