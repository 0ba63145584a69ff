import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

/** What a command was told. Throws Refusal for what it does not take. */
export function optionsOf<C extends ParseArgsConfig>(
  args: readonly string[],
  config: C,
): ReturnType<typeof parseArgs<C & { args: string[] }>> {
  try {
    return parseArgs({ ...config, args: [...args] });
  } catch (error) {
    throw new Refusal(`${(error as Error).message}; see refrain --help`);
  }
}
