import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import type { LocalDeployment } from './deployment.ts';
import { readOptions, usage } from './options.ts';
import { Refusal } from './run/refusal.ts';

/** Signals within this many milliseconds are one. */
const SAME_ASKING = 500;

// `npm start`: the deployment, run here.
try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) console.log(usage);
  else await run(options);
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exit(1);
}

async function run(options: ReturnType<typeof readOptions>): Promise<void> {
  let deployment: LocalDeployment | undefined;
  let asked: number | undefined;
  const end = async (): Promise<void> => {
    // Ctrl-C reaches us, and npm, which passes it on.
    if (asked !== undefined && performance.now() - asked < SAME_ASKING) return;
    // Asked twice, or before there is anything to end in order: the engines end with us in any case.
    if (asked !== undefined || !deployment) process.exit(1);
    asked = performance.now();
    await deployment.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  // All else is loaded now, compiled as it was the last time.
  enableCompileCache();
  const [{ startLocal }, { greeting }] = await Promise.all([
    import('./deployment.ts'),
    import('./greeting.ts'),
  ]);
  deployment = await startLocal(options);
  console.log(greeting({ ...deployment, data: resolve(options.data) }, performance.now() / 1000));
}
