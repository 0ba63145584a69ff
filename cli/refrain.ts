import { fingerprint } from './fingerprint.ts';
import { Refusal } from './refusal.ts';

const HELP = `refrain: audio fingerprints, as Refrain stores them

  refrain fingerprint FILE [--raw] [--json]   print a recording's fingerprint, as fpcalc -length 0 does
  refrain --help                              this text

  --raw    the fingerprint as numbers, not compressed
  --json   as JSON
`;

/** Runs one command; resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--help' || command === '-h' || command === 'help' || rest.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command === 'fingerprint') return fingerprint(rest);
  throw new Refusal(
    command === undefined
      ? 'name a command; see refrain --help'
      : `there is no command "${command}"; see refrain --help`,
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`refrain: ${error.message}\n`);
  process.exitCode = 1;
}
