import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { buildApp } from '#infra/build-app.ts';

/** For what the apps of one test file write: left to itself, the CDK leaves a folder of each behind. */
export const folder = mkdtempSync(join(tmpdir(), 'refrain-infra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The app as deployed, but for esbuild, which the template does not depend on. */
export const synthesise = (context: Record<string, unknown> = {}): App =>
  buildApp({
    outdir: mkdtempSync(join(folder, 'app-')),
    context: { 'aws:cdk:bundling-stacks': [], ...context },
  });

export const stacksOf = (app: App): Stack[] => app.node.children.filter((child) => Stack.isStack(child));

/** The template of each stack by the stack's name. */
export const templatesOf = (app: App): Map<string, Template> =>
  new Map(stacksOf(app).map((stack) => [stack.stackName, Template.fromStack(stack)]));

/** One region's template: what must hold in each is the same code. */
export function templateOf(context: Record<string, unknown> = {}, name = 'refrain-eu-west-1'): Template {
  const template = templatesOf(synthesise(context)).get(name);
  if (template === undefined) throw new Error(`no stack ${name}`);
  return template;
}
