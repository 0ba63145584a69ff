import { Duration } from 'aws-cdk-lib';

interface Program {
  /** The file that exports `handler`, from the root of the repository. */
  readonly entry: string;
  /** MB; Lambda gives CPU by memory, one whole core at 1769. */
  readonly memory: number;
  readonly timeout: Duration;
}

// An HTTP API gives up after 30 s; a function that stops before it can still answer.
const answer = Duration.seconds(29);

/** Every function: `refrain-<name>`, with the stage before the name. The API's are named for the resource they answer for. */
export const programs = {
  buckets: { entry: 'functions/buckets.ts', memory: 512, timeout: answer },
  files: { entry: 'functions/files.ts', memory: 512, timeout: answer },
  uploads: { entry: 'functions/uploads.ts', memory: 512, timeout: answer },
  // Decodes up to ten minutes of audio while the client waits.
  'dedup-files': { entry: 'functions/dedup-files.ts', memory: 1769, timeout: answer },
  dumps: { entry: 'functions/dumps.ts', memory: 512, timeout: answer },
  // Compares up to 100 hours of recordings with one.
  duplicates: { entry: 'functions/duplicates.ts', memory: 1769, timeout: answer },
  // Decodes a sample, and compares it with what may hold it.
  identify: { entry: 'functions/identify.ts', memory: 1769, timeout: answer },
  tokens: { entry: 'functions/tokens.ts', memory: 512, timeout: answer },
  health: { entry: 'functions/health.ts', memory: 512, timeout: answer },
  description: { entry: 'functions/description.ts', memory: 512, timeout: answer },
  // Answers for any of the above when a path is spelt in a way that API Gateway knows no route for.
  default: { entry: 'functions/default.ts', memory: 1769, timeout: answer },
  fingerprint: { entry: 'functions/workers/fingerprint.ts', memory: 1769, timeout: Duration.minutes(15) },
  dump: { entry: 'functions/workers/dump.ts', memory: 1024, timeout: Duration.minutes(15) },
  sweeper: { entry: 'functions/workers/sweeper.ts', memory: 1024, timeout: Duration.minutes(5) },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

export const isProgramName = (name: string): name is ProgramName => Object.hasOwn(programs, name);
