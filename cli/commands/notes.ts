interface Told {
  /** What there is to know beyond the one line, in lines of at most 100 characters. */
  readonly about?: readonly string[];
  readonly examples: readonly string[];
  /** What exit codes mean, where that is not the usual. */
  readonly codes?: Readonly<Record<number, string>>;
}

/** What stands below a command's options. */
export function notes({ about = [], examples, codes = {} }: Told): string {
  const all = { 0: 'all went well', 1: 'it could not be done: a sentence says why', ...codes };
  return [
    ...(about.length > 0 ? ['', ...about] : []),
    '',
    'Examples:',
    ...examples.map((example) => `  $ refrain ${example}`),
    '',
    'Exit codes:',
    ...Object.entries(all).map(([code, meaning]) => `  ${code}  ${meaning}`),
  ].join('\n');
}

/** The process ends with what a command comes to. */
export async function endWith(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}
