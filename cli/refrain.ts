import { CommanderError } from '@commander-js/extra-typings';
import { program } from './program.ts';
import { Refusal } from './refusal.ts';

// Whoever reads us may have read enough: `refrain files list Music | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof CommanderError) {
    // Help and version have been printed, also when they come for want of a command.
    if (error.exitCode === 0) process.exitCode = 0;
    else if (error.code !== 'commander.help') tell(sentenceOf(error));
  } else if (error instanceof Refusal) tell(error.message);
  else throw error;
}

function tell(sentence: string): void {
  process.stderr.write(`refrain: ${sentence}\n`);
}

/** Its message on one line, with what may have been meant, and where to look. */
function sentenceOf({ message }: CommanderError): string {
  const [first = '', ...suggestions] = message.replace(/^error: /, '').split('\n');
  return [first.replace(/\.$/, ''), ...suggestions].join(' ').concat('; see refrain --help');
}
