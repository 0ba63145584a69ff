import { enableCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, Invocation, Report, Start } from './messages.ts';

// The inside of an execution environment: imports the entry once, then calls its handler for one invocation after
// the other.
const start: Start = workerData;
enableCompileCache();

type Handler = (event: unknown, context: object) => unknown;

const handler = await load();
parentPort?.on('message', (invocation: Invocation) => void run(invocation));
report({ ready: true });

async function load(): Promise<Handler> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(start.entry).href);
  const found = module[start.handler];
  if (typeof found !== 'function') throw new Error(`${start.entry} exports no function '${start.handler}'.`);
  return (event, context) => found(event, context);
}

async function run({ requestId, payload, deadline }: Invocation): Promise<void> {
  const context = {
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memory),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    report({ answer: JSON.stringify(await handler(JSON.parse(payload), context)) ?? 'null' });
  } catch (error) {
    report({ error: describe(error) });
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function report(message: Report): void {
  parentPort?.postMessage(message);
}
