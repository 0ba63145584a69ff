import { encoded, equalised, filtered, type Kind, type Variant } from './variant.ts';

const CUT = 0.3;
const DELAY = 0.5;

/** What happens to short sounds; each of these has its own goal. */
function variantsOf(length: string, goal: number): Variant[] {
  const kind = (name: string): Kind => ({ name: `sounds of ${length}: ${name}`, goal });
  const all: ((kind: Kind) => Variant)[] = [
    (of) => encoded(of, 'mp3 64', 'mp3', '-b:a', '64k'),
    (of) => encoded(of, 'opus 48', 'opus', '-b:a', '48k'),
    (of) => encoded(of, 'aac 96', 'm4a', '-b:a', '96k'),
    (of) => equalised(of, 6, 0),
    (of) => equalised(of, -6, 0),
    (of) => filtered(of, '+12 dB, clipped', () => 'volume=12dB,aformat=sample_fmts=s16'),
    (of) =>
      filtered(of, `${CUT} s cut from the start`, () => `atrim=start=${CUT}`, {
        truth: ({ duration }) => ({ offset: CUT, overlap: duration - CUT, speed: 1 }),
      }),
    (of) =>
      filtered(of, `${DELAY} s of silence before`, () => `adelay=${DELAY * 1000}:all=1`, {
        truth: ({ duration }) => ({ offset: -DELAY, overlap: duration, speed: 1 }),
      }),
  ];
  return all.map((make) => make(kind(make({ name: '', goal: 0 }).name)));
}

export const SOUNDS = variantsOf('5–20 s', 0.97);
export const SHORT_SOUNDS = variantsOf('3–5 s', 0.92);
