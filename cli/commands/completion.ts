import { Argument, type Command } from '@commander-js/extra-typings';
import { notes } from './notes.ts';

/** `refrain completion SHELL`, of whatever commands the program has when it is called. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      notes({
        examples: [
          'completion bash >> ~/.bashrc',
          'completion zsh >> ~/.zshrc',
          'completion fish > ~/.config/fish/completions/refrain.fish',
        ],
      }),
    )
    .action(async (shell) => {
      const { scriptFor } = await import('../completion.ts');
      process.stdout.write(scriptFor(shell, program));
    });
}
