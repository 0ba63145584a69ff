import { sentenceOf } from '../asking/refusal.ts';

/** What went wrong, if anything did; read out as soon as it is there. */
export function Refused({ error }: { error: unknown }) {
  return <div role="alert">{error !== undefined && <p class="refused">{sentenceOf(error)}</p>}</div>;
}
