/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Kaiser window of shape `beta` at `x`, −1 to 1 (0 outside), not normalised. */
export function kaiser(x: number, beta: number): number {
  return x * x > 1 ? 0 : bessel0(beta * Math.sqrt(1 - x * x));
}

/** sin(πx)/(πx). */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
