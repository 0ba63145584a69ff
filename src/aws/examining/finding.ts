/** What was looked at, what it is like, and whether that is as it should be; undefined: it could not be asked here. */
export interface Finding {
  readonly what: string;
  readonly is: string;
  readonly isWell: boolean | undefined;
}
