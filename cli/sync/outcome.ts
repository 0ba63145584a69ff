/** One file cannot be sent, or was refused; others can. The message goes on from the file's name. */
export class FileFailed extends Error {
  override readonly name = 'FileFailed';
}

/** What became of the files. */
export interface Outcome {
  /** Already in the bucket, as they are. */
  there: number;
  sent: number;
  /** No audio by their content: text, pictures. */
  left_out: number;
  /** Removed from the bucket, since they are gone here. */
  removed: number;
  /** Still listened to by the deployment when this ended. */
  waiting: number;
  readonly failed: { readonly path: string; readonly why: string }[];
}

export const newOutcome = (): Outcome => ({
  there: 0,
  sent: 0,
  left_out: 0,
  removed: 0,
  waiting: 0,
  failed: [],
});
