import { type Code, f32x4, v128 } from '#core/wasm/code.ts';

/** Bytes of a complex number of four lanes in memory: the real parts, then the imaginary ones. */
export const POINT = 32;
export const IMAGINARY = 16;
/** Bytes of a factor: real and imaginary part, the same for all lanes. */
export const FACTOR = 8;

const { add, subtract, multiply } = f32x4;

/** Vectors that hold a complex number for each lane. */
export interface Complex {
  readonly re: Code;
  readonly im: Code;
}

/** Computes a vector once (Writer of #core/wasm/module.ts). */
export type Keep = (value: Code) => Code;

export const load = (keep: Keep, address: Code, offset = 0): Complex => ({
  re: keep(v128.load(address, offset)),
  im: keep(v128.load(address, offset + IMAGINARY)),
});

export const loadFactor = (keep: Keep, address: Code, offset: number): Complex => ({
  re: keep(v128.loadSplat(address, offset)),
  im: keep(v128.loadSplat(address, offset + 4)),
});

export const store = (address: Code, { re, im }: Complex, offset = 0): Code => [
  ...v128.store(address, re, offset),
  ...v128.store(address, im, offset + IMAGINARY),
];

export const plus = (keep: Keep, a: Complex, b: Complex): Complex => ({
  re: keep(add(a.re, b.re)),
  im: keep(add(a.im, b.im)),
});

export const minus = (keep: Keep, a: Complex, b: Complex): Complex => ({
  re: keep(subtract(a.re, b.re)),
  im: keep(subtract(a.im, b.im)),
});

export const times = (keep: Keep, a: Complex, b: Complex): Complex => ({
  re: keep(subtract(multiply(a.re, b.re), multiply(a.im, b.im))),
  im: keep(add(multiply(a.re, b.im), multiply(a.im, b.re))),
});
