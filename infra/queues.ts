import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Names } from '#infra/names.ts';
import { programs } from '#infra/programs.ts';

/** A queue of work and where its messages go that failed five times. */
export interface WorkQueue {
  readonly queue: Queue;
  readonly dead: Queue;
}

export class Queues extends Construct {
  /** S3's announcements of new objects below inbox/. */
  readonly recordings: WorkQueue;
  /** Hints that a dump is to be written; the todo item is what counts. */
  readonly dumps: WorkQueue;

  constructor(scope: Construct, id: string, names: Names) {
    super(scope, id);
    this.recordings = this.#declare('Recordings', names.recordingsQueue, programs.fingerprint.timeout);
    this.dumps = this.#declare('Dumps', names.dumpsQueue, programs.dump.timeout);
  }

  #declare(id: string, queueName: string, timeout: Duration): WorkQueue {
    const dead = new Queue(this, `${id}Dead`, {
      queueName: `${queueName}-dead`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const queue = new Queue(this, id, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // A message counts from its first day in both queues: the dead one must keep it longer.
      retentionPeriod: Duration.days(7),
      // AWS's advice for Lambda: a throttled invocation must not make the message visible again.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    });
    return { queue, dead };
  }
}
