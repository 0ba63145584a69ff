/** The header of an element (RFC 8794 §4). */
export interface Element {
  readonly id: number;
  /** Bytes of its identifier and size. */
  readonly header: number;
  /** Bytes of its body; infinite when not told. */
  readonly size: number;
}

/** Bytes of the longest header. */
export const LONGEST_HEADER = 12;

/** The element at `at`; undefined where none can begin. What is missing at the end of the bytes reads as 0. */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const idLength = Math.clz32((bytes[at] ?? 0) << 24) + 1;
  if (idLength > 4) return undefined;
  let id = 0;
  for (let i = 0; i < idLength; i++) id = id * 256 + (bytes[at + i] ?? 0);
  const size = variable(bytes, at + idLength);
  if (size === undefined) return undefined;
  const isOpen = size.value === 2 ** (7 * size.length) - 1;
  return { id, header: idLength + size.length, size: isOpen ? Number.POSITIVE_INFINITY : size.value };
}

/** A number that tells its own length by its leading zeros; undefined when it is longer than 8 bytes. */
export function variable(bytes: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first << 24) + 1;
  if (length > 8) return undefined;
  let value = first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, length };
}
