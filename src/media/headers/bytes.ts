/** Unsigned numbers from bytes that may end too soon: what is missing reads as 0. */
export function big(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

export function little(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** The chunks of a RIFF or AIFF file from byte 12: where each body begins and how long it says it is. */
export function* chunks(
  bytes: Uint8Array,
  sizeOf: (bytes: Uint8Array, at: number, length: number) => number,
): Generator<{ name: string; at: number; size: number }> {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = sizeOf(bytes, at + 4, 4);
    yield { name, at: at + 8, size };
    at += 8 + size + (size % 2);
  }
}
