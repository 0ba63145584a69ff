/** How many of the newest samples are kept at hand; where there are fewer coefficients, zeros stand in. */
const AT_HAND = 8;

/** Adds to each sample what those before it foretell, in whole numbers of 32 bits. */
export function predict(
  samples: Int32Array,
  block: number,
  coefficients: Int32Array,
  order: number,
  shift: number,
): void {
  const coefficient = (i: number) => (i < order ? (coefficients[i] as number) : 0);
  const before = (i: number) => (i < order ? (samples[order - 1 - i] as number) : 0);
  const [c0, c1, c2, c3] = [coefficient(0), coefficient(1), coefficient(2), coefficient(3)];
  const [c4, c5, c6, c7] = [coefficient(4), coefficient(5), coefficient(6), coefficient(7)];
  let [s0, s1, s2, s3] = [before(0), before(1), before(2), before(3)];
  let [s4, s5, s6, s7] = [before(4), before(5), before(6), before(7)];
  for (let i = order; i < block; i++) {
    let sum =
      (((Math.imul(c7, s7) + Math.imul(c6, s6)) | 0) + ((Math.imul(c5, s5) + Math.imul(c4, s4)) | 0)) | 0;
    sum = (sum + ((Math.imul(c3, s3) + Math.imul(c2, s2)) | 0)) | 0;
    sum = (sum + ((Math.imul(c1, s1) + Math.imul(c0, s0)) | 0)) | 0;
    for (let j = AT_HAND; j < order; j++)
      sum = (sum + Math.imul(coefficients[j] as number, samples[i - 1 - j] as number)) | 0;
    s7 = s6;
    s6 = s5;
    s5 = s4;
    s4 = s3;
    s3 = s2;
    s2 = s1;
    s1 = s0;
    s0 = ((samples[i] as number) + (sum >> shift)) | 0;
    samples[i] = s0;
  }
}

/** The same where sums have more bits: up to 53, which floating point holds. */
export function predictWide(
  samples: Int32Array | Float64Array,
  block: number,
  coefficients: Int32Array,
  order: number,
  shift: number,
): void {
  const unit = 2 ** -shift;
  const coefficient = (i: number) => (i < order ? (coefficients[i] as number) * unit : 0);
  const before = (i: number) => (i < order ? (samples[order - 1 - i] as number) : 0);
  const [c0, c1, c2, c3] = [coefficient(0), coefficient(1), coefficient(2), coefficient(3)];
  const [c4, c5, c6, c7] = [coefficient(4), coefficient(5), coefficient(6), coefficient(7)];
  let [s0, s1, s2, s3] = [before(0), before(1), before(2), before(3)];
  let [s4, s5, s6, s7] = [before(4), before(5), before(6), before(7)];
  for (let i = order; i < block; i++) {
    let sum = c7 * s7 + c6 * s6 + (c5 * s5 + c4 * s4) + (c3 * s3 + c2 * s2 + c1 * s1);
    for (let j = AT_HAND; j < order; j++)
      sum += (coefficients[j] as number) * unit * (samples[i - 1 - j] as number);
    s7 = s6;
    s6 = s5;
    s5 = s4;
    s4 = s3;
    s3 = s2;
    s2 = s1;
    s1 = s0;
    s0 = (samples[i] as number) + Math.floor(sum + c0 * s0);
    samples[i] = s0;
  }
}
