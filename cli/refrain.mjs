#!/usr/bin/env node
// Refrain is TypeScript for Node 24. The Node that started this runs it where it can; otherwise the packaged one does.
import { spawn } from 'node:child_process';
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = new URL('./refrain.ts', import.meta.url);
const args = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// From 24.12 on Node strips types without a word about it.
const canRunIt = (major > 24 || (major === 24 && minor >= 12)) && process.features.typescript;

// A gateway's memory is what passes through it: the smaller the nursery, the sooner that goes. It is given at the start.
if (canRunIt && args[0] !== 'gateway') {
  module.enableCompileCache();
  await import(main.href);
} else {
  const node = join(
    dirname(module.createRequire(import.meta.url).resolve('node/package.json')),
    'bin',
    'node',
  );
  const flags = args[0] === 'gateway' ? ['--max-semi-space-size=2'] : [];
  const child = spawn(node, [...flags, fileURLToPath(main), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`refrain: cannot start Node 24: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}
