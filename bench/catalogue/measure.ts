import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { metered } from '../index/meter.ts';

export interface Measured {
  readonly milliseconds: number;
  /** Of this process, without the engine: what a function would have to compute. */
  readonly processor: number;
  /** Calls of DynamoDB of which each began after the one before had ended. */
  readonly roundTrips: number;
  readonly calls: number;
  readonly readUnits: number;
}

type Send = (this: DynamoDBDocumentClient, command: unknown) => Promise<unknown>;
interface Interval {
  readonly begun: number;
  readonly ended: number;
}

/** What a reading takes: the median time of `times`, the mean of processor, and what it asks of DynamoDB. */
export async function measure(work: () => Promise<unknown>, times: number): Promise<Measured> {
  await work();
  const durations: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await work();
    durations.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  const intervals = await callsOf(work);
  const { records } = await metered(work);
  return {
    milliseconds: durations.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0,
    processor: (user + system) / 1000 / times,
    roundTrips: longestChain(intervals),
    calls: intervals.length,
    readUnits: records.read,
  };
}

async function callsOf(work: () => Promise<unknown>): Promise<Interval[]> {
  const intervals: Interval[] = [];
  const prototype = DynamoDBDocumentClient.prototype as unknown as { send: Send };
  const { send } = prototype;
  prototype.send = async function (command) {
    const begun = performance.now();
    try {
      return await send.call(this, command);
    } finally {
      intervals.push({ begun, ended: performance.now() });
    }
  };
  try {
    await work();
  } finally {
    prototype.send = send;
  }
  return intervals;
}

/** Picking the one that ends first, again and again, makes the longest chain of disjoint intervals. */
function longestChain(intervals: readonly Interval[]): number {
  let chain = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { begun, ended } of intervals.toSorted((a, b) => a.ended - b.ended)) {
    if (begun < free) continue;
    chain++;
    free = ended;
  }
  return chain;
}
