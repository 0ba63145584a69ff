/** Values of the 256 codes of ITU-T G.711, −1 to 1. */
const ALAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return ((bits & 128) !== 0 ? size : -size) / 32768;
});
const ULAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 255;
  const size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return ((bits & 128) !== 0 ? -size : size) / 32768;
});

/** The two laws by which telephones keep samples in 8 bits. */
export const g711 = {
  alaw: (code: number): number => ALAW[code] as number,
  ulaw: (code: number): number => ULAW[code] as number,
};
