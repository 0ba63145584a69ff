import { indexKeys } from '#core/sketch/sketch.ts';
import { musicLike } from './music-like.ts';

/** Keys that stand in the index for one recording. */
export const KEYS = 100;

/** The sketches of the recordings `first` up to `last`, as they go into the index: keys and positions. */
export function sketches(first: number, last: number, words: number) {
  const keys = new Uint32Array((last - first) * KEYS);
  const positions = new Uint16Array(keys.length);
  let at = 0;
  for (let seed = first; seed < last; seed++) {
    const sketch = indexKeys(musicLike(seed, words));
    if (sketch.length !== KEYS) throw new Error(`recording ${seed} has ${sketch.length} keys, not ${KEYS}`);
    for (const { key, position } of sketch) {
      keys[at] = Number.parseInt(key.slice(1), 16);
      positions[at++] = position;
    }
  }
  return { keys, positions };
}
