import type { Found } from './sound.ts';

/** A difference between promise and sound that containers have without any loss: this share, or these seconds. */
const USUAL_SHARE = 0.01;
const USUAL_SECONDS = 0.5;
/** What rounds to a tenth of a second is worth a word, where it is known to be lost. */
const WORTH_A_WORD = 0.05;

/**
 * Holds what was heard against what the container promised: a sentence for what was lost, a refusal when that is more
 * than the half. `duration`: seconds decoded, with the silence that stands for what could not be.
 */
export function lossOf(
  { promised, lost }: Found,
  duration: number,
): { notice: string | null; refusal: string | null } {
  const short = promised - duration;
  const missing = short > USUAL_SECONDS && short > USUAL_SHARE * promised ? short : 0;
  const all = lost + missing;
  const heard = duration - lost;
  if (all - heard > USUAL_SECONDS) {
    const whole = (heard + all).toFixed(1);
    return {
      notice: null,
      refusal: `Only ${heard.toFixed(1)} of ${whole} s could be decoded: the file is damaged, or cut short.`,
    };
  }
  return { notice: all > WORTH_A_WORD ? `${all.toFixed(1)} s could not be decoded.` : null, refusal: null };
}
