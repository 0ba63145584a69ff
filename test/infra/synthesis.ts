import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '#infra/build-app.ts';

/** Left to itself, the CDK leaves a folder of each app behind. */
const folders: string[] = [];

/** An empty folder for what an app writes. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'refrain-infra-'));
  folders.push(folder);
  return folder;
}

/** For the `afterAll` of a test file that makes apps. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The app as deployed, but for esbuild, which the template does not depend on. */
export const synthesise = (context: Record<string, unknown> = {}): App =>
  buildApp({ outdir: newFolder(), context: { 'aws:cdk:bundling-stacks': [], ...context } });

export const stacksOf = (app: App): Stack[] => app.node.children.filter((child) => Stack.isStack(child));

const known = new Map<string, Map<string, Template>>();

/** The template of each stack by the stack's name: made once, since it takes seconds. */
export function templatesOf(context: Record<string, unknown> = {}): Map<string, Template> {
  const key = JSON.stringify(context);
  const templates =
    known.get(key) ??
    new Map(stacksOf(synthesise(context)).map((stack) => [stack.stackName, Template.fromStack(stack)]));
  known.set(key, templates);
  removeFolders();
  return templates;
}

/** One region's template: what must hold in each is the same code. */
export function templateOf(context: Record<string, unknown> = {}, name = 'refrain-eu-west-1'): Template {
  const template = templatesOf(context).get(name);
  if (template === undefined) throw new Error(`no stack ${name}`);
  return template;
}
