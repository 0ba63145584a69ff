import { enableCompileCache } from 'node:module';
import type { LocalDeployment } from './deployment.ts';
import { readOptions, usage } from './options.ts';
import { Refusal } from './run/refusal.ts';

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
  let ending = false;
  const end = async (): Promise<void> => {
    // Asked twice, or before there is anything to end in order: the engines end with us in any case.
    if (ending || !deployment) process.exit(1);
    ending = true;
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
  console.log(greeting(deployment, performance.now() / 1000));
}
