import { inspect } from 'node:util';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { presentFile } from '#api/files/file.ts';
import { openDeployment } from '#aws/deployment.ts';
import { writeDump } from '#domain/dumps/writing.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { Todo } from '#domain/ports/todo.ts';
import { sweep } from '#domain/sweeping.ts';
import { names, startDeployment } from '../../test/aws/store-region.ts';
import { note } from './layer.ts';
import { Process, processes } from './process.ts';
import { tools } from './recordings.ts';

export const regions = names.regions;

interface Message {
  readonly region: string;
  readonly queue: string;
  readonly body: string;
  readonly tries: number;
}

/** Of a hundred processes so many die, at one of their first calls. */
const MORTAL = 12;
const LONGEST_LIFE = 60;
/** Of a hundred messages so many come twice; one that failed as often is a dead letter. */
const TWICE = 5;
const MOST_TRIES = 5;
const WORKER = 15 * 60_000;
/** Longer than an attempt that died holds its key. */
const HELD = 31_000;

/** The deployment on its real engines, its queues in the hands of the driver, and the clock. */
export class World {
  /** Added to the time of day; it moves when no request is under way. */
  offset = 0;
  /** Off while all is looked at. */
  isFaulty = true;
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly failures: string[] = [];
  private readonly alive = new Set<Process>();
  private readonly messages: Message[] = [];
  private readonly queues: ReadonlyMap<string, SQSClient>;
  private readonly urls = new Map<string, string>();
  private readonly random: () => number;
  /** Clients at work, and those of them that wait until an attempt that died lets go. */
  private active = 0;
  private waiting: (() => void)[] = [];
  private sweeping: Promise<void> = Promise.resolve();
  readonly started: Awaited<ReturnType<typeof startDeployment>>;

  private constructor(started: World['started'], random: () => number) {
    this.started = started;
    this.random = random;
    const { access } = started;
    const now = () => this.now();
    this.deployments = new Map(
      regions.map((region) => [region, { ...openDeployment(names, region, access), now }]),
    );
    this.queues = new Map(
      regions.map((region) => [region, new SQSClient({ ...access, region, useQueueUrlAsEndpoint: false })]),
    );
  }

  /** An empty one, or what this folder of a local run holds. */
  static async start(random: () => number, folder?: string): Promise<World> {
    const started = await startDeployment(folder);
    started.announceUploads();
    return new World(started, random);
  }

  now(): Date {
    return new Date(Date.now() + this.offset);
  }

  /** Work of a new process; undefined when it died before its end. Rejects with what it failed with. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!this.isFaulty) return work();
    const calls =
      this.random() * 100 < MORTAL ? 1 + Math.floor(this.random() * LONGEST_LIFE) : Number.POSITIVE_INFINITY;
    const process = new Process(this.random, calls);
    this.alive.add(process);
    try {
      const result = await processes.run(process, work);
      return process.isDead ? undefined : result;
    } catch (error) {
      if (process.isDead) return undefined;
      throw error;
    } finally {
      this.alive.delete(process);
    }
  }

  /** Clients at work, side by side; ends with the last of them. */
  async serve(clients: readonly (() => Promise<void>)[]): Promise<void> {
    this.active = clients.length;
    await Promise.all(
      clients.map(async (client) => {
        await client();
        this.active--;
        this.turn();
      }),
    );
    await this.sweeping;
  }

  /** Until half a minute has gone by, which it does once nobody is at work. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.turn();
    });
  }

  private turn(): void {
    if (this.waiting.length === 0 || this.waiting.length < this.active) return;
    this.offset += HELD;
    // Beside those that go on now.
    this.sweeping = this.sweeping.then(() => this.sweep());
    for (const resume of this.waiting.splice(0)) resume();
  }

  /** The power goes. */
  killAll(): void {
    note('all processes at once');
    for (const process of this.alive) process.die();
  }

  /** Takes what has come into the queues. */
  async collect(): Promise<void> {
    for (const [region, sqs] of this.queues) {
      for (const queue of [names.recordingsQueue, names.dumpsQueue]) {
        const QueueUrl = await this.urlOf(sqs, region, queue);
        const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
        const { Messages = [] } = await sqs.send(receive);
        for (const { Body = '', ReceiptHandle } of Messages) {
          this.messages.push({ region, queue, body: Body, tries: 0 });
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
        if (Messages.length === 10) await this.collect();
      }
    }
  }

  private async urlOf(sqs: SQSClient, region: string, QueueName: string): Promise<string> {
    const known = this.urls.get(`${region} ${QueueName}`);
    if (known !== undefined) return known;
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    this.urls.set(`${region} ${QueueName}`, QueueUrl);
    return QueueUrl;
  }

  /** One message, any, maybe for a second time. False when there is none. */
  async work(): Promise<boolean> {
    if (this.messages.length === 0) await this.collect();
    const at = this.isFaulty ? Math.floor(this.random() * this.messages.length) : 0;
    const [message] = this.messages.splice(at, 1);
    if (!message) return false;
    if (at > 0) note('messages out of order');
    if (this.isFaulty && this.random() * 100 < TWICE) {
      note('a message that came twice');
      this.messages.push(message);
    }
    const done = await this.run(async () => {
      await this.handle(message);
      return true;
    }).catch((error: unknown) => this.failed(`message ${message.body.slice(0, 80)}`, error));
    if (!done && message.tries < MOST_TRIES) this.messages.push({ ...message, tries: message.tries + 1 });
    return true;
  }

  private async handle({ region, queue, body }: Message): Promise<void> {
    const deployment = this.deployments.get(region);
    if (!deployment) return;
    const told = JSON.parse(body);
    if (queue === names.recordingsQueue) {
      for (const { s3 } of told.Records ?? []) await processObject(deployment, tools, s3.object.key);
      return;
    }
    const until = new Date(this.now().getTime() + WORKER);
    await writeDump(
      deployment,
      told.bucketId,
      told.taskId,
      (file) => JSON.stringify(presentFile(file)),
      until,
    );
  }

  /** What is due in every region. */
  async sweep(): Promise<void> {
    for (const [, deployment] of this.deployments) {
      const failed = ({ task }: Todo, error: unknown) => void this.failed(`todo ${task.kind}`, error);
      await this.run(() => sweep(deployment, failed)).catch((error: unknown) =>
        this.failed('sweeper', error),
      );
    }
  }

  /** With faults something always fails; without, nothing may. */
  private failed(what: string, error: unknown): undefined {
    if (!this.isFaulty) this.failures.push(`${what}: ${inspect(error, { depth: 6 })}`);
    return undefined;
  }
}
