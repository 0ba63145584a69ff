/** Bytes of WebAssembly instructions; an expression leaves its value on the stack. */
export type Code = readonly number[];

export const TYPES = { i32: 0x7f, v128: 0x7b } as const;
export type Type = keyof typeof TYPES;

/** A parameter or local variable. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

export function local(index: number): Local {
  return { get: [0x20, ...unsigned(index)], set: (value) => [...value, 0x21, ...unsigned(index)] };
}

/** LEB128, as all counts, indices and offsets are written. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

type Binary = (a: Code, b: Code) => Code;
const binary =
  (...opcode: number[]): Binary =>
  (a, b) => [...a, ...b, ...opcode];

const constant = (value: number): Code => [0x41, ...signed(value)];

export const i32 = {
  constant,
  add: binary(0x6a),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  /** 1 or 0, of numbers without a sign. */
  lessThan: binary(0x49),
  atLeast: binary(0x4f),
  load: (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)],
};

const SIMD = 0xfd;
const wide = (opcode: number): Binary => binary(SIMD, ...unsigned(opcode));
const access =
  (opcode: number, alignment: number) =>
  (address: Code, offset = 0): Code => [...address, SIMD, opcode, alignment, ...unsigned(offset)];

export const v128 = {
  load: access(0x00, 2),
  /** The same 32-bit value in all four lanes. */
  loadSplat: access(0x09, 2),
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    SIMD,
    0x0b,
    2,
    ...unsigned(offset),
  ],
  /** Four of the eight lanes of `a` (0–3) and `b` (4–7). */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    SIMD,
    0x0d,
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
};

export const f32x4 = {
  /** The same number in all four lanes. */
  constant: (value: number): Code => {
    const bytes = [...new Uint8Array(Float32Array.of(value, value, value, value).buffer)];
    return [SIMD, 0x0c, ...bytes];
  },
  add: wide(0xe4),
  subtract: wide(0xe5),
  multiply: wide(0xe6),
  /** The lesser and the greater; `a` where `b` is no number. */
  lesser: wide(0xea),
  greater: wide(0xeb),
  floor: (a: Code): Code => [...a, SIMD, 0x68],
};

/** Runs `body` at least once, then again as long as `counter`, grown by `step` each time, is below `limit`. */
export function countUp(counter: Local, step: Code, limit: Code, body: Code): Code {
  const next = counter.set(i32.add(counter.get, step));
  return [0x03, 0x40, ...body, ...next, ...i32.lessThan(counter.get, limit), 0x0d, 0, 0x0b];
}
