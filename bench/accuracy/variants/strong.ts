import { equalised, filtered, type Kind, speed, tempo, type Variant } from './variant.ts';

const BASS: Kind = { name: 'bass ±12 dB', goal: 0.97 };
const HIGH_PASS: Kind = { name: 'high-pass 100 Hz', goal: 0.95 };
const SPEED: Kind = { name: 'speed ±1.5 … ±6 %', goal: 0.97 };
const TEMPO: Kind = { name: 'tempo ±5 %', goal: 0.95 };

/** What reaches further than any copy should have to: other bass, and other speeds where audio is sent. */
export const STRONG: readonly Variant[] = [
  equalised(BASS, 12, 0),
  equalised(BASS, -12, 0),
  filtered(HIGH_PASS, 'high-pass 100 Hz', () => 'highpass=f=100'),
  // 4.17 % is broadcasting's 25 over 24; the odd ones fall between two of the speeds that are listened at.
  ...[1.5, 2.25, 3, 4.17, 5.25, 6].flatMap((percent) => [
    speed(SPEED, 1 + percent / 100),
    speed(SPEED, 1 - percent / 100),
  ]),
  tempo(TEMPO, 1.05),
  tempo(TEMPO, 0.95),
];
