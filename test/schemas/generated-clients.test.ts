import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import openapiTs, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What generators make of the description must compile, and know what is sent and answered. */

const description = new URL('../../docs/openapi.json', import.meta.url);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refrain-sdk-'));
  const text = await readFile(description, 'utf8');
  await writeFile(join(folder, 'types.ts'), astToString(await openapiTs(text)));
  // It takes one kind of body, JSON where there is one: whoever sends files with it leaves only the other.
  const input = JSON.parse(text, (name, value) => {
    const [kind] = name === 'content' ? Object.keys(value) : [];
    return kind === 'multipart/form-data' ? { [kind]: value[kind] } : value;
  });
  await createClient({ input, output: join(folder, 'sdk'), logs: { level: 'silent', file: false } });
});
afterAll(() => rm(folder, { recursive: true }));

const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** The compiler's complaints about a program that uses what was generated. */
async function complaints(name: string, program: string): Promise<string[]> {
  const path = join(folder, name);
  await writeFile(path, program);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([path], options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it('types by openapi-typescript compile, and tell what is answered', async () => {
  const use = `
    import type { components, operations } from './types';
    type Answer = operations['addDedupFile']['responses'][200]['content']['application/json'];
    export const known = ({ data }: Answer): string[] => data.dup_files;
    export const size = (file: components['schemas']['File']): number | null => file.size;
  `;
  expect(await complaints('use-types.ts', use)).toEqual([]);
  const misuse = await complaints('misuse-types.ts', use.replace('number | null', 'string'));
  expect(misuse).toEqual([expect.stringMatching(/'number \| null' is not assignable to type 'string'/)]);
});

it('an SDK by Hey API compiles, with calls of ours, and no other', async () => {
  const use = `
    import { addDedupFile, addFile, createBucket, listFiles } from './sdk';
    export async function use(file: Blob) {
      const body = { name: 'x', type: 'File', region: 'eu-west-1' } as const;
      const { data: made } = await createBucket({ body, throwOnError: true });
      const path = { bucket_id: made.data.id };
      await addFile({ path, body: { file, title: 'x' } });
      const { data: list } = await listFiles({ path, query: { per_page: 50, state: -1 }, throwOnError: true });
      const { data: asked } = await addDedupFile({ path, body: { id: 'x', file }, throwOnError: true });
      return [list.data.map(({ error }) => error), list.meta.total, asked.data.do_db] as const;
    }
  `;
  expect(await complaints('use-sdk.ts', use)).toEqual([]);
  const misuse = await complaints('misuse-sdk.ts', use.replace('state: -1', "state: 'all'"));
  expect(misuse).toEqual([expect.stringMatching(/'string' is not assignable to type/)]);
});
