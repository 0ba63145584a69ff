import { type Command, Option } from '@commander-js/extra-typings';
import { endWith, notes } from './notes.ts';
import { wholeNumber } from './numbers.ts';

export function addScan(program: Command): void {
  program
    .command('scan')
    .description('tell which recordings of some folders are there twice, and which copy to keep')
    .argument('[folder...]', 'folders with all below them, and single files')
    .option('--json', 'print the report as JSON')
    .option('--csv', 'print it as CSV, a line a file')
    .option(
      '--html <file>',
      'write it also as a page with players, and pictures of how copies lie on what is kept',
    )
    .addOption(
      new Option('--keep <which>', 'best: lossless, longest, highest bit rate, oldest')
        .choices(['best', 'oldest', 'shortest-path'])
        .default('best' as const),
    )
    .addOption(
      new Option(
        '--apply <what>',
        'what becomes of copies: says what it would do, and does it with --yes. hardlink only where the bytes are the same. What is merely related to what is kept is never touched',
      ).choices(['move', 'delete', 'hardlink']),
    )
    .option('--into <folder>', 'where --apply move moves them')
    .option('--yes', 'do what --apply says')
    .option('--log <file>', 'where it is written down what was done (refrain-TIME.jsonl)')
    .option('--undo <file>', 'take back what this log says was moved, and nothing else')
    .option('--library <file>', 'where what was heard is kept (the cache folder)')
    .option(
      '--threads <n>',
      'files that are listened to at once (as many as there are cores)',
      wholeNumber(1, 1024),
    )
    .addHelpText(
      'after',
      notes({
        about: [
          'Needs no server and no account. Listens on all cores, and a second time only to what is new or changed',
          '(in size or time). Every file is heard as it is: copies that run at another speed, or with bass turned up',
          'or down by many decibels, are not looked for. A deployment does that, and so does refrain compare.',
        ],
        examples: [
          'scan ~/Music --html report.html',
          'scan ~/Music /mnt/old --keep oldest --csv > copies.csv',
          'scan ~/Music --apply move --into ~/copies          # says what it would do',
          'scan ~/Music --apply move --into ~/copies --yes    # does it',
          'scan --undo refrain-2026-05-01T10-00-00-000Z.jsonl',
        ],
      }),
    )
    .action(async (folders, options) => endWith((await import('../scan/main.ts')).scan(folders, options)));
}
