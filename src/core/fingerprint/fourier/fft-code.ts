import { type Code, countUp, f32x4, i32, v128 } from '#core/wasm/code.ts';
import { functionOf, type Writer } from '#core/wasm/module.ts';
import {
  type Complex,
  FACTOR,
  IMAGINARY,
  type Keep,
  load,
  loadFactor,
  minus,
  POINT,
  plus,
  store,
  times,
} from './complex-code.ts';

/**
 * The transform of 4096 real samples, written for vectors of four: lane l works on samples 4n + l, all four alike
 * until the last step joins them. A lane's 1024 real samples are transformed as 512 complex ones.
 */
export const SAMPLES = 4096;
export const POINTS = SAMPLES / 8;

/** Room for a few points more than are read: the last step takes four at a time. */
const ROOM = (POINTS + 4) * POINT;

/** Where things are in memory, in bytes. */
export const AT = (() => {
  const frame = 0;
  const window = frame + 4 * SAMPLES;
  const order = window + 4 * SAMPLES;
  const points = order + 4 * POINTS;
  const turns = points + ROOM;
  const halves = turns + POINTS * 3 * FACTOR;
  const lanes = halves + POINTS * FACTOR;
  const power = lanes + ROOM;
  return { frame, window, order, points, turns, halves, lanes, power, end: power + 2 * SAMPLES };
})();

const { add, subtract, multiply } = f32x4;

/** Frame × window into the points, in bit-reversed order, and the first step: sums and differences of pairs. */
export const loadFrame = functionOf([], (_, { integer, block }) => {
  const i = integer();
  const to = integer();
  const from = integer();
  const windowed = (keep: Keep): Complex => {
    const part = (offset: number) =>
      keep(multiply(v128.load(from.get, AT.frame + offset), v128.load(from.get, AT.window + offset)));
    return { re: part(0), im: part(IMAGINARY) };
  };
  const pair = block((keep, run) => {
    run(from.set(i32.load(i.get, AT.order)));
    const a = windowed(keep);
    run(from.set(i32.load(i.get, AT.order + 4)));
    const b = windowed(keep);
    run(store(to.get, plus(keep, a, b), AT.points));
    run(store(to.get, minus(keep, a, b), AT.points + POINT));
    run(to.set(i32.add(to.get, i32.constant(2 * POINT))));
  });
  return countUp(i, i32.constant(8), i32.constant(4 * POINTS), pair);
});

/** Points from one to the next of the four that a step of radix 4 combines. */
export const SPANS = [2, 8, 32, 128] as const;

/** All steps of radix 4. For each span there are as many times three factors at AT.turns, one span after the other. */
export const transform = functionOf([], (_, writer) => {
  let before = 0;
  return SPANS.flatMap((span) => {
    const step = radix4(span * POINT, AT.turns + 3 * FACTOR * before, writer);
    before += span;
    return [...step];
  });
});

/** One step of radix 4, which is two of radix 2; `span` and `factors` in bytes. */
function radix4(span: number, factors: number, { integer, block }: Writer): Code {
  const place = integer();
  const factor = integer();
  const at = integer();
  const point = (keep: Keep, i: number) => load(keep, at.get, AT.points + i * span);
  const put = (i: number, value: Complex) => store(at.get, value, AT.points + i * span);
  const atPlace = block((keep, run) => {
    const turnOf = (i: number) => loadFactor(keep, factor.get, factors + i * FACTOR);
    const [w1, w2, w3] = [turnOf(0), turnOf(1), turnOf(2)];
    const group = block((keep, run) => {
      const a = point(keep, 0);
      const b = times(keep, point(keep, 1), w2);
      const p = plus(keep, a, b);
      const q = minus(keep, a, b);
      const c = times(keep, point(keep, 2), w1);
      const d = times(keep, point(keep, 3), w3);
      const r = plus(keep, c, d);
      const s = minus(keep, c, d);
      run(put(0, plus(keep, p, r)));
      run(put(2, minus(keep, p, r)));
      // q − i·s and q + i·s
      run(put(1, { re: add(q.re, s.im), im: subtract(q.im, s.re) }));
      run(put(3, { re: subtract(q.re, s.im), im: add(q.im, s.re) }));
    });
    run(at.set(place.get));
    run(countUp(at, i32.constant(4 * span), i32.constant(POINTS * POINT), group));
    run(factor.set(i32.add(factor.get, i32.constant(3 * FACTOR))));
  });
  return [
    ...place.set(i32.constant(0)),
    ...factor.set(i32.constant(0)),
    ...countUp(place, i32.constant(POINT), i32.constant(span), atPlace),
  ];
}

/**
 * From the transforms of complex pairs to those of the lanes' real samples, for a point and its mirror image; point
 * POINTS is a copy of point 0. What it makes is twice as large.
 */
export const unpack = functionOf([], (_, { integer, block }) => {
  const k = integer();
  const mirror = integer();
  const factor = integer();
  const body = block((keep, run) => {
    const a = load(keep, k.get, AT.points);
    const b = load(keep, mirror.get, AT.points);
    const even = { re: keep(add(a.re, b.re)), im: keep(subtract(a.im, b.im)) };
    const odd = { re: keep(add(a.im, b.im)), im: keep(subtract(b.re, a.re)) };
    const turned = times(keep, odd, loadFactor(keep, factor.get, AT.halves));
    run(store(k.get, plus(keep, even, turned), AT.points));
    const { re, im } = minus(keep, even, turned);
    run(store(mirror.get, { re, im: subtract(f32x4.constant(0), im) }, AT.points));
    run(mirror.set(i32.subtract(mirror.get, i32.constant(POINT))));
    run(factor.set(i32.add(factor.get, i32.constant(FACTOR))));
  });
  const copy = block((keep, run) =>
    run(store(i32.constant(POINTS * POINT), load(keep, i32.constant(0), AT.points), AT.points)),
  );
  return [
    ...copy,
    ...mirror.set(i32.constant(POINTS * POINT)),
    ...countUp(k, i32.constant(POINT), i32.constant((POINTS / 2) * POINT + 1), body),
  ];
});

/** Address of the power of bin 1024. */
const MIDDLE = AT.power + 4 * 2 * POINTS;

/**
 * The power of bins m, 1024 − m and 1024 + m from the lanes' transforms at m, each lane turned by its delay: their sum,
 * and their sums after another quarter turn a lane in either direction. Four m at a time, from above, since those
 * beyond POINTS are overwritten by what is right.
 */
export const join = functionOf([], (_, { integer, block }) => {
  const done = integer();
  const at = integer();
  const up = integer();
  const down = integer();
  const square = (keep: Keep, { re, im }: Complex) => keep(add(multiply(re, re), multiply(im, im)));
  const body = block((keep, run) => {
    const delayed = (i: number) =>
      times(keep, load(keep, at.get, AT.points + i * POINT), load(keep, at.get, AT.lanes + i * POINT));
    const [p, q, r, s] = [delayed(0), delayed(1), delayed(2), delayed(3)];
    const [a, b, c, d] = transpose(keep, [p.re, q.re, r.re, s.re]);
    const [e, f, g, h] = transpose(keep, [p.im, q.im, r.im, s.im]);
    const even = { re: keep(add(a, c)), im: keep(add(e, g)) };
    const odd = { re: keep(add(b, d)), im: keep(add(f, h)) };
    const evenApart = { re: keep(subtract(a, c)), im: keep(subtract(e, g)) };
    const oddApart = { re: keep(subtract(b, d)), im: keep(subtract(f, h)) };
    run(v128.store(up.get, square(keep, plus(keep, even, odd)), AT.power));
    const above = { re: add(evenApart.re, oddApart.im), im: subtract(evenApart.im, oddApart.re) };
    run(v128.store(up.get, square(keep, { re: keep(above.re), im: keep(above.im) }), MIDDLE));
    const below = { re: subtract(evenApart.re, oddApart.im), im: add(evenApart.im, oddApart.re) };
    const power = square(keep, { re: keep(below.re), im: keep(below.im) });
    run(v128.store(down.get, v128.shuffle(power, power, [3, 2, 1, 0])));
    run(at.set(i32.subtract(at.get, i32.constant(4 * POINT))));
    run(up.set(i32.subtract(up.get, i32.constant(16))));
    run(down.set(i32.add(down.get, i32.constant(16))));
  });
  return [
    ...at.set(i32.constant(POINTS * POINT)),
    ...up.set(i32.constant(4 * POINTS)),
    ...down.set(i32.constant(MIDDLE - 4 * (POINTS + 3))),
    ...countUp(done, i32.constant(4), i32.constant(POINTS + 1), body),
  ];
});

type Four = readonly [Code, Code, Code, Code];

/** Lane i of vector j becomes lane j of vector i. */
function transpose(keep: Keep, [a, b, c, d]: Four): Four {
  const low = keep(v128.shuffle(a, b, [0, 4, 1, 5]));
  const high = keep(v128.shuffle(a, b, [2, 6, 3, 7]));
  const low2 = keep(v128.shuffle(c, d, [0, 4, 1, 5]));
  const high2 = keep(v128.shuffle(c, d, [2, 6, 3, 7]));
  return [
    keep(v128.shuffle(low, low2, [0, 1, 4, 5])),
    keep(v128.shuffle(low, low2, [2, 3, 6, 7])),
    keep(v128.shuffle(high, high2, [0, 1, 4, 5])),
    keep(v128.shuffle(high, high2, [2, 3, 6, 7])),
  ];
}
