import { BEGINNINGS } from './seeds.ts';

type Random = () => number;
const below = (random: Random, count: number) => Math.floor(random() * count);

/** Numbers that headers are wrong by. */
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A file made from others: cut, flipped, spliced, repeated, nested, or noise behind a format's first bytes. */
export function hostileFile(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const seed = () => seeds[below(random, seeds.length)] ?? new Uint8Array(0);
  let bytes = random() < 0.15 ? noise(random) : seed();
  for (let changes = 1 + below(random, 3); changes > 0; changes--) {
    bytes = change(bytes, seed(), random);
  }
  return bytes;
}

function change(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = below(random, bytes.length);
  switch (below(random, 7)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return flipped(bytes, random);
    case 2:
      return numbered(bytes, random);
    case 3:
      return joined(bytes.subarray(0, at), other.subarray(below(random, other.length)));
    case 4: {
      const part = bytes.subarray(at, at + 1 + below(random, 2000));
      const times = 1 + below(random, Math.min(1000, 200_000 / part.length));
      return joined(bytes.subarray(0, at), ...Array.from({ length: times }, () => part));
    }
    case 5:
      return joined(bytes.subarray(0, at), other, bytes.subarray(at));
    default:
      return joined(bytes.subarray(0, at), bytes.subarray(at + below(random, bytes.length - at)));
  }
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  // Headers lie in front, and are worth more attention than sound.
  const reach = random() < 0.5 ? Math.min(600, copy.length) : copy.length;
  for (let count = 1 + below(random, 30); count > 0; count--) copy[below(random, reach)] = below(random, 256);
  return copy;
}

/** A number of four bytes set to one that is too large, or none. */
function numbered(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 4) return bytes;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const reach = random() < 0.7 ? Math.min(600, copy.length - 3) : copy.length - 3;
  view.setUint32(below(random, reach), NUMBERS[below(random, NUMBERS.length)] ?? 0, random() < 0.5);
  return copy;
}

function noise(random: Random): Uint8Array {
  const start = Buffer.from(BEGINNINGS[below(random, BEGINNINGS.length)] ?? '', 'latin1');
  const rest = Uint8Array.from({ length: below(random, 20_000) }, () => below(random, 256));
  return joined(start, rest);
}

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
