import { encodeFingerprint } from '#core/text/codec.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { optionsOf } from './options.ts';
import { recordingOf } from './recording.ts';
import { Refusal } from './refusal.ts';

/** `refrain fingerprint FILE`: prints what `fpcalc -length 0 FILE` prints. */
export async function fingerprint(args: readonly string[]): Promise<number> {
  const { path, raw, json } = parse(args);
  process.stdout.write(spell(await recordingOf(path), raw, json));
  return 0;
}

function parse(args: readonly string[]): { path: string; raw: boolean; json: boolean } {
  const { values, positionals } = optionsOf(args, {
    options: { raw: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new Refusal('fingerprint takes one file; see refrain --help');
  return { path, raw: values.raw === true, json: values.json === true };
}

/** fpcalc's four spellings: whole seconds plain, hundredths in JSON. */
function spell({ words, duration }: Recording, raw: boolean, json: boolean): string {
  const compressed = () => encodeFingerprint(words);
  if (!json) return `DURATION=${Math.floor(duration)}\nFINGERPRINT=${raw ? words.join(',') : compressed()}\n`;
  const value = raw ? `[${words.join(',')}]` : `"${compressed()}"`;
  return `{"duration": ${duration.toFixed(2)}, "fingerprint": ${value}}\n`;
}
