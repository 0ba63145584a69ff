import { randomUUID } from 'node:crypto';
import { account } from '../credentials.ts';
import type { ScheduleDeclaration } from '../template/declarations.ts';
import type { LambdaFunction } from './function.ts';

/** Calls a function at a steady rate; a call that is still at work when the next is due makes that one fall out. */
export class Schedule {
  readonly #timer: NodeJS.Timeout;

  constructor(declared: ScheduleDeclaration, target: LambdaFunction) {
    let running = false;
    this.#timer = setInterval(() => {
      if (running) return;
      running = true;
      target
        .invoke(declared.input === undefined ? scheduledEvent(declared, target) : JSON.parse(declared.input))
        // The function's own log has the error, and the next tick does the same work.
        .catch(() => {})
        .finally(() => {
          running = false;
        });
    }, declared.period);
  }

  close(): void {
    clearInterval(this.#timer);
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
