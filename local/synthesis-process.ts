import { rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { setImmediate } from 'node:timers/promises';

import type { RegionTemplate } from './synthesis.ts';

// Before the CDK is loaded, whose compilation is a good part of the time; hence the import below it.
enableCompileCache();
const [{ buildApp }, { WrongSetting }] = await Promise.all([
  import('#infra/build-app.ts'),
  import('#infra/setting.ts'),
]);

const [outdir = '', context = '{}'] = process.argv.slice(2);
try {
  await tell(synthesised());
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error;
  await tell(error.message);
}

function synthesised(): RegionTemplate[] {
  try {
    const app = buildApp({ outdir, context: { ...JSON.parse(context), 'aws:cdk:bundling-stacks': [] } });
    const { stacks } = app.synth();
    // In the order the app names its regions: the first one gets the first port.
    const order = app.node.children.map((child) => child.node.id);
    return stacks
      .map((stack): RegionTemplate => {
        return { region: stack.environment.region, stack: stack.stackName, template: stack.template };
      })
      .sort((a, b) => order.indexOf(a.stack) - order.indexOf(b.stack));
  } finally {
    // Before anything is told: who has the templates may count on an empty folder.
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Whoever asked may have ended meanwhile, which is known a turn after the CDK has done its work in one. */
async function tell(answer: RegionTemplate[] | string): Promise<void> {
  await setImmediate();
  if (process.connected) process.send?.(answer);
}
