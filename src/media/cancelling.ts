/** Every so many samples are looked at. */
const STRIDE = 8;
/** Share of the difference's energy (−26 dB) below which the mean is what an encoder left of nothing. */
const NOTHING = 0.0025;

/** Watches whether two channels are one another's negative, so that their mean is silence. */
export class Cancelling {
  private mean = 0;
  private difference = 0;

  take([left, right]: readonly Float32Array[]): void {
    if (left === undefined || right === undefined) return;
    for (let i = 0; i < left.length; i += STRIDE) {
      const [l, r] = [left[i] as number, right[i] as number];
      this.mean += (l + r) ** 2;
      this.difference += (l - r) ** 2;
    }
  }

  get isCancelled(): boolean {
    return this.mean < NOTHING * this.difference;
  }
}
