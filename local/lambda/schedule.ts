import { randomUUID } from 'node:crypto';
import { account } from '../credentials.ts';
import type { ScheduleDeclaration } from '../template/declarations.ts';
import { invokeAsynchronously } from './asynchronous.ts';
import type { LambdaFunction } from './function.ts';

/** Calls a function at a steady rate, as on AWS without asking whether the last call has ended. */
export class Schedule {
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  constructor(declared: ScheduleDeclaration, target: LambdaFunction, timeScale: number) {
    if (!declared.permitted) {
      console.warn(`${declared.arn} may not call ${target.declared.name}, which never runs.`);
      return;
    }
    const call = (): void => {
      const event =
        declared.input === undefined ? scheduledEvent(declared, target) : JSON.parse(declared.input);
      void invokeAsynchronously(target, event, timeScale, this.#closing.signal);
    };
    this.#timer = setInterval(call, declared.period * timeScale);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }
}

function scheduledEvent(declared: ScheduleDeclaration, target: LambdaFunction): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: target.declared.region,
    resources: [declared.arn],
    detail: {},
  };
}
