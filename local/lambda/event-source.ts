import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EventSourceDeclaration } from '../template/declarations.ts';
import type { LambdaFunction } from './function.ts';

/** Feeds a queue's messages to a function, as an event source mapping does. */
export class EventSource {
  readonly #declared: EventSourceDeclaration;
  readonly #target: LambdaFunction;
  readonly #sqs: SQSClient;
  readonly #stop = new AbortController();
  readonly #batches = new Set<Promise<void>>();
  #polling: Promise<void> | undefined;

  constructor(declared: EventSourceDeclaration, target: LambdaFunction, sqs: SQSClient) {
    this.#declared = declared;
    this.#target = target;
    this.#sqs = sqs;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Ends polling; batches under way end with the function. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#batches);
  }

  async #poll(): Promise<void> {
    const [, , , region, , QueueName] = this.#declared.queueArn.split(':');
    // What the function could not take at once stays in the queue, where it is safe and others see it.
    const most = Math.min(this.#declared.maximumConcurrency, this.#target.concurrency);
    const abortSignal = this.#stop.signal;
    let url: string | undefined;
    for (let failures = 0; !abortSignal.aborted; ) {
      try {
        url ??= (await this.#sqs.send(new GetQueueUrlCommand({ QueueName }), { abortSignal })).QueueUrl;
        const messages = await this.#receive(String(url));
        failures = 0;
        if (messages.length === 0) continue;
        const batch = this.#handle(String(url), messages, region ?? '').finally(() =>
          this.#batches.delete(batch),
        );
        this.#batches.add(batch);
        if (this.#batches.size >= most) await Promise.race(this.#batches);
      } catch (error) {
        if (abortSignal.aborted) return;
        failures++;
        if (failures === 3) console.warn(`The queue ${QueueName} in ${region} cannot be read: ${error}`);
        await delay(Math.min(30_000, 250 * 2 ** failures), undefined, { signal: abortSignal }).catch(
          () => {},
        );
      }
    }
  }

  async #receive(QueueUrl: string): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: this.#declared.batchSize,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.#sqs.send(command, { abortSignal: this.#stop.signal });
    return Messages;
  }

  async #handle(url: string, messages: readonly Message[], region: string): Promise<void> {
    let failed: ReadonlySet<string | undefined>;
    try {
      const answer = await this.#target.invoke({
        Records: messages.map((message) => this.#record(message, region)),
      });
      failed = this.#declared.reportBatchItemFailures ? failures(answer, messages) : new Set();
    } catch {
      // The function's own log has the error.
      failed = new Set(messages.map((message) => message.MessageId));
    }
    if (this.#stop.signal.aborted && failed.size > 0) return;
    try {
      await this.#settle(url, messages, failed);
    } catch (error) {
      console.warn(`A message of ${this.#declared.queueArn} comes again, it could not be deleted: ${error}`);
    }
  }

  async #settle(
    url: string,
    messages: readonly Message[],
    failed: ReadonlySet<string | undefined>,
  ): Promise<void> {
    // The others come again when they are visible again.
    const done = messages.filter((message) => !failed.has(message.MessageId));
    if (done.length > 0) {
      const Entries = done.map((message, i) => ({ Id: String(i), ReceiptHandle: message.ReceiptHandle }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  }

  #record(message: Message, awsRegion: string): object {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: attributesOf(message),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.#declared.queueArn,
      awsRegion,
    };
  }
}

/** In an event their names begin with a small letter. */
function attributesOf(message: Message): object {
  const entries = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue, BinaryValue }]) => {
      const binary = BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') };
      return [name, { dataType: DataType, stringValue: StringValue, ...binary }] as const;
    },
  );
  return Object.fromEntries(entries);
}

/** Which messages a partial answer names as failed; all of them when it names one that was not sent. */
function failures(answer: unknown, messages: readonly Message[]): Set<string | undefined> {
  const ids = messages.map((message) => message.MessageId);
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return new Set();
  const listed: unknown = answer.batchItemFailures;
  if (!Array.isArray(listed)) return new Set(listed === null ? [] : ids);
  const named = listed.map((item: { itemIdentifier?: string } | null) => item?.itemIdentifier);
  return new Set(named.every((id) => id !== undefined && ids.includes(id)) ? named : ids);
}
