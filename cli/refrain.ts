import { Refusal } from './refusal.ts';

const HELP = `refrain: which recordings are the same, on this machine and in deployments of Refrain

On this machine

  refrain scan FOLDER…            which recordings are there twice, and which copy to keep. Listens on all cores, and
                                  a second time only to what is new or changed
    --json, --csv                 the report so, not as text
    --html FILE                   also as a page with players, and pictures of how copies lie on what is kept
    --keep WHICH                  best (lossless, longest, highest bit rate, oldest: this without being told),
                                  oldest, or shortest-path
    --apply WHAT                  what becomes of the copies: move (with --into DIR), delete, or hardlink (where the
                                  bytes are the same); says what it would do, and does it with --yes. What is only
                                  related to what is kept is never touched
    --log FILE                    where it is written down what was done (refrain-TIME.jsonl)
    --library FILE                where what was heard is kept
    --threads N                   files that are listened to at once (as many as there are cores)
  refrain scan --undo FILE        take back what this log says was moved

  refrain fingerprint FILE        print a recording's fingerprint, as fpcalc -length 0 does
    --raw                         as numbers, not compressed
    --json                        as JSON

  refrain compare A B             hold recording B against A: audio files, or fingerprints that fpcalc printed; ends
                                  with 0 for a duplicate, 2 for none, 1 when it could not tell
    --png FILE                    draw the two fingerprints laid on one another, and the bits that differ

Beside clients of a deployment

  refrain gateway --to URL        answer them in its place, and take uploads of any size
    --port N                      where (8790)
    --host NAME                   the address it binds (127.0.0.1: this machine alone)
    --disk GB                     what uploads under way may take of the temporary folder (20); TMPDIR says where it is

With your AWS credentials

  refrain token --region REGION   make a token of a deployment, and print it
    --scopes read,write,admin     what it allows (admin, which implies the others)
    --name TEXT                   what it is for
    --uid N                       the account it belongs to (1)
  refrain doctor --region REGION  say in a few lines what is wrong with a deployment; ends with 2 when something is
    --url URL                     the API, as a stack printed it: asks it too
  refrain repair --region REGION  recount an account's buckets and groups of duplicates, and print what differed
    --uid N                       the account (1)
  refrain reindex --region REGION make a region's index anew from its stored fingerprints
    --stage NAME                  with each of them: the deployment of that stage, not the one that cdk.json names

  refrain --help                  this text
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
