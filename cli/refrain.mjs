#!/usr/bin/env node
// Refrain is TypeScript for Node 24; whatever Node started this, the packaged one runs the program.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./refrain.ts', import.meta.url));
const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
const args = process.argv.slice(2);
// A gateway's memory is what passes through it: the smaller the nursery, the sooner that goes.
const flags = args[0] === 'gateway' ? ['--max-semi-space-size=2'] : [];
const child = spawn(node, [...flags, main, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`refrain: cannot start Node 24: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
