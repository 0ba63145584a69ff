import * as z from 'zod';
import { SqsError } from './error.ts';
import type { Message, Queue } from './queue.ts';
import { md5 } from './queue.ts';
import type { Queues } from './queues.ts';

/** The parameters of an action, as JSON brought them. */
export const parameters = z.record(z.string(), z.unknown()).readonly();
export type Input = z.output<typeof parameters>;
const attributes = z.record(z.string(), z.string());

export interface Caller {
  readonly queues: Queues;
  readonly region: string;
  /** The queue that the input's QueueUrl names; throws when it is not one of the region. */
  readonly queue: () => Queue;
  readonly urlOf: (name: string) => string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

type Action = (input: Input, caller: Caller) => unknown;

/** The actions of SQS's JSON protocol that the project uses. */
export const actions: Readonly<Record<string, Action>> = {
  CreateQueue: (input, { queues, region, urlOf }) => {
    const name = string(input, 'QueueName');
    queues.make(region, name, attributesOf(input));
    return { QueueUrl: urlOf(name) };
  },
  DeleteQueue: (_input, { queues, queue }) => queues.remove(queue()),
  PurgeQueue: (_input, { queue }) => queue().purge(),
  GetQueueUrl: (input, { queues, region, urlOf }) => {
    return { QueueUrl: urlOf(queues.get(region, string(input, 'QueueName')).name) };
  },
  ListQueues: (input, { queues, region, urlOf }) => {
    return { QueueUrls: queues.list(region, String(input.QueueNamePrefix ?? '')).map(urlOf) };
  },
  GetQueueAttributes: (input, { queue }) => {
    const all: Record<string, string> = { ...queue().attributes, ...queue().counts(), QueueArn: queue().arn };
    const names = list(input.AttributeNames).map(String);
    if (names.includes('All')) return { Attributes: all };
    return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
  },
  SetQueueAttributes: (input, { queues, region, queue }) => {
    queues.make(region, queue().name, { ...queue().attributes, ...attributesOf(input) });
  },
  SendMessage: (input, { queues, queue }) => {
    const sent = queues.send(
      queue(),
      string(input, 'MessageBody'),
      input.MessageAttributes,
      seconds(input, 'DelaySeconds', 900),
    );
    return { MessageId: sent.id, MD5OfMessageBody: sent.md5 };
  },
  SendMessageBatch: (input, { queues, queue }) =>
    batch(input, (entry) => {
      const body = string(entry, 'MessageBody');
      const sent = queues.send(queue(), body, entry.MessageAttributes, seconds(entry, 'DelaySeconds', 900));
      return { MessageId: sent.id, MD5OfMessageBody: sent.md5 };
    }),
  ReceiveMessage: async (input, { queues, queue, signal }) => {
    const count = Number(input.MaxNumberOfMessages ?? 1);
    if (!(count >= 1 && count <= 10)) throw invalid('MaxNumberOfMessages');
    const wait =
      seconds(input, 'WaitTimeSeconds', 20) ?? Number(queue().attributes.ReceiveMessageWaitTimeSeconds ?? 0);
    const messages = await queues.receive(
      queue(),
      count,
      seconds(input, 'VisibilityTimeout', 43_200),
      wait,
      signal,
    );
    return messages.length === 0 ? {} : { Messages: messages.map(received) };
  },
  DeleteMessage: (input, { queue }) => queue().delete(string(input, 'ReceiptHandle')),
  DeleteMessageBatch: (input, { queue }) =>
    batch(input, (entry) => queue().delete(string(entry, 'ReceiptHandle')) ?? {}),
  ChangeMessageVisibility: (input, { queues, queue }) => changeVisibility(input, queues, queue()),
  ChangeMessageVisibilityBatch: (input, { queues, queue }) =>
    batch(input, (entry) => changeVisibility(entry, queues, queue()) ?? {}),
};

function changeVisibility(input: Input, queues: Queues, queue: Queue): void {
  const timeout = seconds(input, 'VisibilityTimeout', 43_200);
  if (timeout === undefined) throw invalid('VisibilityTimeout');
  queues.changeVisibility(queue, string(input, 'ReceiptHandle'), timeout);
}

function received(message: Message): object {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    MessageAttributes: JSON.parse(message.attributes),
    Attributes: {
      SenderId: 'local',
      SentTimestamp: String(message.sent),
      ApproximateReceiveCount: String(message.received),
      ApproximateFirstReceiveTimestamp: String(message.first),
    },
  };
}

/** Each entry for itself: one that fails does not fail the others. */
function batch(input: Input, act: (entry: Input) => object): object {
  const entries = list(input.Entries).map(object);
  if (entries.length < 1 || entries.length > 10) {
    throw new SqsError('TooManyEntriesInBatchRequest', 'A batch holds 1 to 10 entries.');
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function string(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function seconds(input: Input, name: string, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) throw invalid(name);
  return value;
}

const attributesOf = (input: Input) => attributes.catch({}).parse(input.Attributes);

function object(value: unknown): Input {
  return parameters.catch({}).parse(value);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function invalid(name: string): SqsError {
  return new SqsError('InvalidParameterValue', `Value for parameter ${name} is invalid.`);
}
