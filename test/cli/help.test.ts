import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { program } from '#cli/program.ts';
import packageJson from '../../package.json' with { type: 'json' };

const launcher = fileURLToPath(new URL('../../cli/refrain.mjs', import.meta.url));
const refrain = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

const names = program().commands.map((command) => command.name());

/** What bash would offer behind these words. */
function completed(words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const script = `${refrain(['completion', 'bash']).stdout}
COMP_WORDS=(refrain ${list}); COMP_CWORD=${words.length}; _refrain; printf '%s\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n');
}

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j names every command in one line', (args) => {
    const { stdout, status } = refrain(args);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(status).toBe(0);
  });

  test('of every command has examples, and says what its exit codes mean', () => {
    const untold = program()
      .commands.filter((command) => command.commands.length === 0)
      .filter((command) => {
        let told = '';
        command
          .configureOutput({
            writeOut: (text) => {
              told += text;
            },
          })
          .outputHelp();
        return !/\nExamples:\n {2}\$ refrain [\s\S]*\nExit codes:\n {2}0 /.test(told);
      });
    expect(untold.map((command) => command.name())).toEqual([]);
  });

  test('comes without being asked when no command is named, and that is no success', () => {
    const { stdout, stderr, status } = refrain([]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain('Usage: refrain');
  });

  test('has colours where they are asked for, and none in a pipe or with NO_COLOR', () => {
    const plain = { FORCE_COLOR: '', NO_COLOR: '' };
    expect(refrain(['--help'], { ...plain, FORCE_COLOR: '1' }).stdout).toContain('\x1b[1m');
    expect(refrain(['--help'], { ...plain, NO_COLOR: '1' }).stdout).not.toContain('\x1b');
    expect(refrain(['--help'], plain).stdout).not.toContain('\x1b');
  });
});

test.each(['--version', '-V'])('%s prints the version', (flag) => {
  expect(refrain([flag]).stdout).toBe(`${packageJson.version}\n`);
});

test.each([
  [['scna'], "unknown command 'scna' (Did you mean scan?)"],
  [['scan', '--jsno'], "unknown option '--jsno' (Did you mean --json?)"],
])('%j: says what may have been meant', (args, sentence) => {
  const { stderr, status } = refrain(args);
  expect(stderr).toBe(`refrain: ${sentence}; see refrain --help\n`);
  expect(status).toBe(1);
});

describe('completion', () => {
  test('in bash knows commands, options and what they can be', () => {
    expect(completed(['fin'])).toEqual(['fingerprint']);
    expect(completed(['scan', '--a'])).toEqual(['--apply']);
    expect(completed(['scan', '--json', '--keep', ''])).toEqual(['best', 'oldest', 'shortest-path']);
    expect(completed(['completion', 'z'])).toEqual(['zsh']);
  });

  test.each(['zsh', 'fish'])('names every command for %s', (shell) => {
    const { stdout } = refrain(['completion', shell]);
    for (const name of names) expect(stdout).toContain(name);
  });
});
