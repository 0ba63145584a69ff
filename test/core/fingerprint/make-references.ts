// Makes test/core/fingerprint/references/*.json; needs fpcalc on the path: npm run references
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';

const CASES = {
  'mono-11025': { seed: 1, seconds: 60, sampleRate: 11025, channels: 1 },
  'stereo-44100': { seed: 2, seconds: 60, sampleRate: 44100, channels: 2 },
  'stereo-48000': { seed: 3, seconds: 30, sampleRate: 48000, channels: 2 },
  'stereo-11025': { seed: 5, seconds: 30, sampleRate: 11025, channels: 2 },
  'mono-8000': { seed: 4, seconds: 30, sampleRate: 8000, channels: 1 },
};

const folder = mkdtempSync(join(tmpdir(), 'references-'));
for (const [name, music] of Object.entries(CASES)) {
  const wav = join(folder, `${name}.wav`);
  writeFileSync(wav, toWav(makeMusic(music)));
  const fpcalc = (...args: string[]) => {
    // Debian's fpcalc may print a good fingerprint and still exit 3, so only the output counts.
    const { stdout } = spawnSync('fpcalc', [...args, '-length', '0', wav], { encoding: 'utf8' });
    return /FINGERPRINT=(.*)/.exec(stdout)?.[1];
  };
  const reference = {
    command: `toWav(makeMusic(${JSON.stringify(music)})) > ${name}.wav; fpcalc -length 0 ${name}.wav; the same with -raw`,
    version: spawnSync('fpcalc', ['-version'], { encoding: 'utf8' }).stdout.trim(),
    music,
    compressed: fpcalc(),
    words: fpcalc('-raw'),
  };
  writeFileSync(
    new URL(`./references/${name}.json`, import.meta.url),
    `${JSON.stringify(reference, null, 2)}\n`,
  );
}
rmSync(folder, { recursive: true });
