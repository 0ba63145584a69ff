/** A call that its sender may repeat under a key of its own. */
export interface KeyedCall {
  readonly uid: number;
  /** Hash of the key. */
  readonly key: string;
  /** Hash of what was sent. */
  readonly sent: string;
}

/** Who answers a call, until when. */
export interface Hold {
  readonly holder: string;
  readonly until: Date;
}

/** What is known of a call when one would answer it. */
export type Claim =
  /** Ours to answer. `note` is what a holder that died had written down. */
  | { readonly is: 'ours'; readonly note: string | null }
  | { readonly is: 'answered'; readonly answer: Uint8Array }
  | { readonly is: 'being answered' }
  | { readonly is: 'another call' };

/** The keyed calls of one region. They are forgotten at `expires`, whether they have been removed by then or not. */
export interface KeyStore {
  claim(call: KeyedCall, hold: Hold, now: Date, expires: Date): Promise<Claim>;
  /** What a holder is about to do. False when it holds the call no more. */
  note(call: KeyedCall, holder: string, note: string): Promise<boolean>;
  /** False when it holds the call no more. */
  answer(call: KeyedCall, holder: string, answer: Uint8Array): Promise<boolean>;
  /** Others may answer it from now on. */
  release(call: KeyedCall, holder: string): Promise<void>;
}
