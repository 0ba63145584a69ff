/** What a deployment is called on AWS: the names its functions find in their environment. */
export interface Names {
  /** Every deployed region. */
  readonly regions: readonly string[];
  readonly recordsTable: string;
  readonly indexTable: string;
  /** By region, tables that are called otherwise there. */
  readonly restored?: Readonly<Record<string, { readonly records?: string; readonly index?: string }>>;
  /** A region's bucket is this plus `-<region>`. */
  readonly objectsBucket: string;
  readonly recordingsQueue: string;
  readonly dumpsQueue: string;
}
