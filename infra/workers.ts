import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Functions } from '#infra/functions.ts';
import type { Queues } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';

interface WorkersProps {
  readonly settings: Settings;
  readonly functions: Functions;
  readonly queues: Queues;
}

/** What sets the workers going: the two queues and the clock. */
export class Workers extends Construct {
  constructor(scope: Construct, id: string, { settings, functions, queues }: WorkersProps) {
    super(scope, id);
    // A recording takes a worker's whole memory, hence one at a time. The ceilings leave the account's
    // concurrency to the API while a catalogue is being sent.
    const oneAtATime = { batchSize: 1, reportBatchItemFailures: true };
    functions
      .of('fingerprint')
      .addEventSource(
        new SqsEventSource(queues.recordings.queue, { ...oneAtATime, maxConcurrency: settings.workers }),
      );
    functions
      .of('dump')
      .addEventSource(new SqsEventSource(queues.dumps.queue, { ...oneAtATime, maxConcurrency: 5 }));

    // Nor does Lambda try one again that failed: within its minute or two another has begun.
    functions.of('sweeper').configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Sweep', {
      ruleName: `${settings.names.prefix}-sweep`,
      description: 'Takes up what an interrupted function left',
      schedule: Schedule.rate(Duration.minutes(1)),
      // A sweep that cannot start is not caught up on: the next one does the same work.
      targets: [new LambdaFunction(functions.of('sweeper'), { retryAttempts: 0 })],
    });
  }
}
