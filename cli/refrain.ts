import { Refusal } from './refusal.ts';

const HELP = `refrain: audio fingerprints, as Refrain stores them, and tokens

  refrain scan FOLDER… [--html FILE]          which recordings are there twice, and which copy to keep
  refrain fingerprint FILE [--raw] [--json]   print a recording's fingerprint, as fpcalc -length 0 does
  refrain compare A B [--png FILE]            hold recording B against A: audio files, or fingerprints that fpcalc printed
  refrain token --region REGION               make a token of a deployment with your AWS credentials, and print it
  refrain repair --region REGION [--uid N]    recount an account's buckets and groups of duplicates, and print what differed
  refrain reindex --region REGION             make a region's index anew from its stored fingerprints
  refrain doctor --region REGION [--url URL]  say in a few lines what is wrong with a deployment
  refrain gateway --to URL                    stand beside clients of a deployment, and take uploads of any size
  refrain --help                              this text

  scan listens to all files of the folders, on all cores, and remembers what it heard: a second scan listens only to
  what is new or changed.
  --json, --csv   the report so, not as text
  --html FILE     a page with players, and pictures of how copies lie on what is kept
  --keep WHICH    best (lossless, longest, highest bit rate, oldest: what is kept without being told), oldest, shortest-path
  --apply WHAT    what becomes of the copies: move (with --into DIR), delete, or hardlink (where the bytes are the same);
                  says what it would do, and with --yes does it. What is only related to what is kept is never touched
  --log FILE      where it is written down; --undo FILE takes back what was moved
  --library FILE  where what was heard is kept; --threads N listens to so many at once

  --raw    the fingerprint as numbers, not compressed
  --json   as JSON
  --png    draw the two fingerprints laid on one another, and the bits that differ; compare ends with 0 for a
           duplicate, 2 for none, 1 when it could not tell

  --port N     of the gateway (8790)
  --host NAME  the address it binds (127.0.0.1: this machine alone)
  --disk GB    what uploads under way may take of the temporary folder (20); TMPDIR says where that is

  --stage TEXT                the deployment of that stage, instead of the one that cdk.json names
  --url URL                   the API, as a stack printed it: the doctor asks it too; ends with 2 when something is wrong
  --scopes read,write,admin   what the token allows (admin, which implies the others)
  --uid N                     the account it belongs to (1)
  --name TEXT                 what it is for
`;

/** Runs one command; resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--help' || command === '-h' || command === 'help' || rest.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  // Loaded when asked for: a fingerprint needs no AWS, a gateway neither that nor decoders.
  if (command === 'fingerprint') return (await import('./fingerprint.ts')).fingerprint(rest);
  if (command === 'compare') return (await import('./compare.ts')).compareFiles(rest);
  if (command === 'scan') return (await import('./scan.ts')).scan(rest);
  if (command === 'token') return (await import('./token.ts')).token(rest);
  if (command === 'gateway') return (await import('./gateway.ts')).gateway(rest);
  if (command === 'repair') return (await import('./repair.ts')).repair(rest);
  if (command === 'reindex') return (await import('./reindex.ts')).reindex(rest);
  if (command === 'doctor') return (await import('./doctor.ts')).doctor(rest);
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
