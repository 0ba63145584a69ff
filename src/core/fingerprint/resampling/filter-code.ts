import { type Code, countUp, f32x4, i32, v128 } from '#core/wasm/code.ts';
import { functionOf } from '#core/wasm/module.ts';

/** Samples that are made at once: as many as a vector has lanes. */
export const AT_ONCE = 4;
/** A row of taps has a multiple of this many bytes. */
export const STRETCH = 32;

const LOWEST = f32x4.constant(-32768);
const HIGHEST = f32x4.constant(32767);

/**
 * Samples rounded to 16 bits, each the sum of sound × a row of taps: the first of the sound at `sound` and the row at
 * `row`, all from `out` up to `outEnd`. From one to the next the sound goes on by `whole` bytes and the row by `part`;
 * the table of rows has `table` bytes from address 0 on, and past its end the sound goes on by one sample more.
 */
export const resample = resampler(false);
/** The same where there is one row of taps: it is read once for four samples. */
export const decimate = resampler(true);

function resampler(hasOneRow: boolean) {
  return functionOf(
    ['sound', 'row', 'out', 'outEnd', 'rowLength', 'whole', 'part', 'table'],
    ({ sound, row, out, outEnd, rowLength, whole, part, table }, { integer, vector, block }) => {
      const carry = integer();
      const tap = integer();
      const place = () => ({ sound: integer(), row: integer(), sum: vector() });
      const places = [place(), place(), place(), place()] as const;

      const next = block((_, run) => {
        run(sound.set(i32.add(sound.get, whole.get)));
        run(row.set(i32.add(row.get, part.get)));
        run(carry.set(i32.atLeast(row.get, table.get)));
        run(sound.set(i32.add(sound.get, i32.multiply(carry.get, i32.constant(4)))));
        run(row.set(i32.subtract(row.get, i32.multiply(carry.get, table.get))));
      });
      const stretch = block((keep, run) => {
        for (let offset = 0; offset < STRETCH; offset += 16) {
          const only = hasOneRow ? keep(v128.load(tap.get, offset)) : undefined;
          for (const place of places) {
            const taps = only ?? v128.load(i32.add(place.row.get, tap.get), offset);
            const sounds = v128.load(i32.add(place.sound.get, tap.get), offset);
            run(place.sum.set(f32x4.add(place.sum.get, f32x4.multiply(sounds, taps))));
          }
        }
      });
      const four = block((keep, run) => {
        for (const place of places) {
          run(place.sound.set(sound.get));
          run(place.row.set(row.get));
          run(place.sum.set(f32x4.constant(0)));
          run(next);
        }
        run(tap.set(i32.constant(0)));
        run(countUp(tap, i32.constant(STRETCH), rowLength.get, stretch));
        const pairs = (a: Code, b: Code) =>
          keep(f32x4.add(v128.shuffle(a, b, [0, 2, 4, 6]), v128.shuffle(a, b, [1, 3, 5, 7])));
        const [a, b, c, d] = places;
        const sums = pairs(pairs(a.sum.get, b.sum.get), pairs(c.sum.get, d.sum.get));
        // What is no number becomes the lowest.
        const within = f32x4.lesser(HIGHEST, f32x4.greater(LOWEST, sums));
        run(v128.store(out.get, f32x4.floor(f32x4.add(within, f32x4.constant(0.5)))));
      });
      return countUp(out, i32.constant(4 * AT_ONCE), outEnd.get, four);
    },
  );
}
