import { encodeFingerprint } from '#core/text/codec.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { Refusal } from '../refusal.ts';
import { recordingOf } from './recording.ts';

interface Told {
  readonly raw?: true | undefined;
  readonly json?: true | undefined;
}

/** `refrain fingerprint FILE…`: prints what `fpcalc -length 0 FILE` prints, of several files each with its name. */
export async function fingerprint(files: readonly string[], told: Told): Promise<number> {
  let code = 0;
  for (const file of files) {
    try {
      const recording = await recordingOf(file);
      process.stdout.write(spell(recording, told, files.length > 1 ? file : undefined));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      process.stderr.write(`refrain: ${error.message}\n`);
      code = 1;
    }
  }
  return code;
}

/** fpcalc's four spellings: whole seconds plain, hundredths in JSON. */
function spell({ words, duration }: Recording, { raw, json }: Told, file: string | undefined): string {
  const compressed = () => encodeFingerprint(words);
  if (!json) {
    const name = file === undefined ? '' : `FILE=${file}\n`;
    return `${name}DURATION=${Math.floor(duration)}\nFINGERPRINT=${raw ? words.join(',') : compressed()}\n`;
  }
  const name = file === undefined ? '' : `"file": ${JSON.stringify(file)}, `;
  const value = raw ? `[${words.join(',')}]` : `"${compressed()}"`;
  return `{${name}"duration": ${duration.toFixed(2)}, "fingerprint": ${value}}\n`;
}
