import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { access } from '#infra/access.ts';
import { objectsBucketPrefix } from '#infra/arns.ts';
import { grantAccess } from '#infra/grants.ts';
import { isProgramName, type ProgramName, programs } from '#infra/programs.ts';
import { originOf, type Settings } from '#infra/settings.ts';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

// One ES module a function, with the SDK in it: the versions of the lock file are what runs, and a
// bundled client loads faster than the runtime's. No source maps: a cold start would load them; the
// same commit bundled with `--sourcemap` yields the map when a stack trace needs one.
const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  bundleAwsSDK: true,
  // CommonJS packages in the bundle still call require() for Node's own modules.
  banner:
    "import{createRequire as refrainRequire}from'node:module';const require=refrainRequire(import.meta.url);",
};

/** Every program as a Lambda function, with its log, its role and its rights. */
export class Functions extends Construct {
  readonly #functions = new Map<ProgramName, NodejsFunction>();

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    for (const name of Object.keys(programs).filter(isProgramName))
      this.#functions.set(name, this.#declare(name, settings));
  }

  /** The function of a program or API resource. Throws when there is none. */
  of(name: string): NodejsFunction {
    const found = isProgramName(name) ? this.#functions.get(name) : undefined;
    if (found === undefined) throw new Error(`no function "${name}": infra/programs.ts does not list it`);
    return found;
  }

  #declare(name: ProgramName, settings: Settings): NodejsFunction {
    const { names, regions, logDays } = settings;
    const origin = originOf(settings, Stack.of(this).region);
    const { entry, memory, timeout } = programs[name];
    const functionName = `${names.prefix}-${name}`;
    const logGroup = new LogGroup(this, `${name}-log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Our own role, since the one Lambda's construct makes may write every log of the account.
    const role = new Role(this, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    grantAccess(role, access[name], settings);

    const declared = new NodejsFunction(this, name, {
      functionName,
      // `refrain doctor` reads it.
      description: `Refrain ${manifest.version}`,
      entry: join(root, entry),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout,
      bundling,
      role,
      logGroup,
      environment: {
        REFRAIN_REGIONS: regions.join(','),
        REFRAIN_RECORDS_TABLE: names.recordsTable,
        REFRAIN_INDEX_TABLE: names.indexTable,
        REFRAIN_OBJECTS_BUCKET: objectsBucketPrefix(this, names),
        REFRAIN_RECORDINGS_QUEUE: names.recordingsQueue,
        REFRAIN_DUMPS_QUEUE: names.dumpsQueue,
        ...(origin && { REFRAIN_API_ORIGIN: origin }),
        ...(Object.keys(names.restored).length > 0 && { REFRAIN_RESTORED: JSON.stringify(names.restored) }),
        // What logs and metrics say they are of.
        POWERTOOLS_SERVICE_NAME: names.prefix,
        POWERTOOLS_METRICS_NAMESPACE: names.metrics,
      },
    });
    // Unbundled, the template does not tell which file to run; the local deployment reads it here.
    (declared.node.defaultChild as CfnFunction).addMetadata('refrain:entry', entry);
    return declared;
  }
}
