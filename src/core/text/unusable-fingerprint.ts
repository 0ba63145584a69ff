/** The input is no fingerprint Refrain can use. The message is a sentence for the person who sent it. */
export class UnusableFingerprint extends Error {
  override readonly name = 'UnusableFingerprint';
}
