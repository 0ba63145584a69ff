import { useEffect, useRef } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { explain } from '#core/match/decide.ts';
import { decodeFingerprint } from '#core/text/codec.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { Refused } from '../parts/refused.tsx';
import type { FileRecord, Likeness } from './load.ts';
import { drawMatch } from './picture.ts';
import { PlayersInStep } from './players-in-step.tsx';

interface Compared {
  readonly kept: FileRecord;
  readonly other: FileRecord;
  readonly likeness: Likeness;
}

/** Two files laid on one another: their picture, and both to be heard in step. */
export function Match({ kept, other, likeness }: Compared) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { answer, error } = useAnswer(
    async (signal) => {
      const [a, b] = await Promise.all([wordsOf(kept, signal), wordsOf(other, signal)]);
      return { a, b, alignment: explain(a, b).alignment };
    },
    [kept.acr_id, other.acr_id],
  );
  useEffect(() => {
    if (answer && canvas.current) drawMatch(canvas.current, answer);
  }, [answer]);
  const bits = `${((100 * (1 - likeness.similarity)) / 2).toFixed(1)} %`;
  return (
    <figure class="match">
      <Refused error={error} />
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Both fingerprints laid on one another: ${bits} of the bits differ where both sound.`}
      />
      <figcaption class="quiet">
        Time runs from left to right: the fingerprint of the kept copy, that of the other, and in red the bits
        in which they differ ({bits}). Grey is where only one of them sounds.
      </figcaption>
      {kept.size !== null && other.size !== null && (
        <PlayersInStep kept={kept} other={other} likeness={likeness} />
      )}
    </figure>
  );
}

async function wordsOf(file: FileRecord, signal: AbortSignal): Promise<Uint32Array> {
  const params = { bucket_id: file.bucket_id, ids: file.id };
  const { data } = await ask(routes.getFingerprintOfFile, { params, signal });
  return decodeFingerprint(data.fingerprint);
}
