import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEngines } from './engines.ts';
import type { Use } from './iam/authority.ts';
import { variablesOf } from './lambda/variables.ts';
import { checkPort } from './listen.ts';
import { freePort } from './processes.ts';
import { claimDataFolder } from './run/data-folder.ts';
import { type LocalFile, removeLocalFile, writeLocalFile } from './run/local-file.ts';
import { type RunningRegion, runRegion } from './run/region.ts';
import { type RegionTemplate, synthesise } from './synthesis.ts';
import { readTemplate } from './template/read.ts';
import { adminToken } from './token.ts';

export interface LocalOptions {
  /** The folder that keeps everything. */
  readonly data: string;
  /** Of the first region's API; the next regions take the next ones, the engines the one after. 0: any free ones. */
  readonly port: number;
  /** Empties the folder first. */
  readonly fresh?: boolean;
  /** Takes every line that the functions print; when absent the console does, but for those that say all is well. */
  readonly log?: (line: string) => void;
  /** Settings of the CDK app, instead of those of cdk.json. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Instead of the CDK app's. */
  readonly templates?: readonly RegionTemplate[];
  /** Hears of every right that a function makes use of. */
  readonly observe?: (use: Use) => void;
  /**
   * Of every wait that AWS makes: until a message is visible, between two calls of a schedule, before a function is
   * tried again. 1, when absent: as long as there.
   */
  readonly timeScale?: number;
}

export interface LocalDeployment extends LocalFile {
  /** Address of DynamoDB, S3 and SQS, for those who must look behind the API. */
  readonly engines: string;
  close(): Promise<void>;
}

/** What a killed run still writes there stays; it removes that itself. */
const removeIfDone = (synthesis: string) => rm(synthesis, { recursive: true, force: true }).catch(() => {});

/** Runs the synthesised templates on this machine. Throws a Refusal for what the user can put right. */
export async function startLocal(options: LocalOptions): Promise<LocalDeployment> {
  const { timeScale = 1 } = options;
  const folder = await claimDataFolder(resolve(options.data), options.fresh ?? false);
  const undo: (() => unknown)[] = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    removeLocalFile(folder.path);
    if (options.port !== 0) await checkPort(options.port);
    const synthesis = join(folder.path, 'synthesis');
    const templates = options.templates ?? (await synthesise(synthesis, options.context));
    await removeIfDone(synthesis);
    const ports = await portsFor(templates.length, options.port);
    const declarations = templates.map(({ template, region, stack }, i) =>
      readTemplate(template, { region, stack, apiUrl: urlOf(ports[i]) }),
    );
    const engines = await startEngines({
      data: folder.path,
      regions: templates.map((template) => template.region),
      port: ports[templates.length] ?? 0,
      observe: options.observe,
      timeScale,
    });
    undo.push(() => engines.close());
    const { log = showUnwatched } = options;
    const regions: RunningRegion[] = [];
    undo.push(() => Promise.all(regions.map((region) => region.close())));
    const started = await Promise.allSettled(
      declarations.map(async (declared, i) => {
        const port = ports[i] ?? 0;
        const { endpoint: front, s3, authority } = engines;
        regions.push(await runRegion({ declared, port, front, s3, authority, timeScale, log }));
      }),
    );
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const endpoints = Object.fromEntries(templates.map(({ region }, i) => [region, urlOf(ports[i])]));
    const [anyFunction] = declarations.flatMap((declared) => declared.functions);
    if (!anyFunction) throw new Error('The templates declare no function.');
    const [token] = await Promise.all([
      adminToken(folder.path, variablesOf(anyFunction, engines.endpoint)),
      answers(Object.values(endpoints)[0]),
    ]);
    writeLocalFile(folder.path, { endpoints, token });
    undo.push(() => removeLocalFile(folder.path));
    return { endpoints, token, engines: engines.endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A line of a function for those who watch over a deployment: a measurement, or that all went well. */
const watched = /\{"(_aws"|level":"INFO")/;

const showUnwatched = (line: string): void => {
  if (!watched.test(line)) console.log(line);
};

/** One a region, and one for the engines. */
async function portsFor(regions: number, first: number): Promise<number[]> {
  const ports = [...Array(regions + 1).keys()].map((i) => first + i);
  return first === 0 ? Promise.all(ports.map(freePort)) : ports;
}

function urlOf(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}

/** Whatever it says, it has then gone the whole way to a function and back. */
async function answers(url: string | undefined): Promise<void> {
  if (url) await (await fetch(`${url}/api/health`)).arrayBuffer();
}
