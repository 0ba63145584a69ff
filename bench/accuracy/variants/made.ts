import { encoded, type Kind, type Variant } from './variant.ts';

const MADE: Kind = { name: 'made sounds, re-encoded', goal: 0.97 };

/** What must be found again of sounds whose words tell little. */
export const MADE_SOUNDS: readonly Variant[] = [
  encoded(MADE, 'flac', 'flac', '-sample_fmt', 's16'),
  encoded(MADE, 'mp3 128', 'mp3', '-b:a', '128k'),
  encoded(MADE, 'mp3 64', 'mp3', '-b:a', '64k'),
  encoded(MADE, 'opus 48', 'opus', '-b:a', '48k'),
];
