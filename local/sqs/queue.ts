import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { account } from '../credentials.ts';
import { transaction } from '../transaction.ts';
import { SqsError } from './error.ts';

export type Attributes = Readonly<Record<string, string>>;

const defaults: Attributes = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
};

const message = z
  .object({
    sequence: z.number(),
    id: z.string(),
    body: z.string(),
    attributes: z.string().describe('MessageAttributes as they were sent; JSON.'),
    sent: z.number(),
    received: z.number(),
    first: z.number(),
    receipt: z.string(),
  })
  .readonly();
export type Message = z.output<typeof message>;
const waiting = z.object({ sequence: z.number(), received: z.number() });

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.union([z.number(), z.string()]),
});

interface Receipts {
  readonly messages: Message[];
  /** Name of the queue of dead letters, when some went there. */
  readonly deadLetters: string | undefined;
}

/** Where all queues are, and how long their waits take. */
interface Kept {
  readonly database: DatabaseSync;
  readonly timeScale: number;
}

/** One queue of one region. Times are milliseconds. */
export class Queue {
  readonly region: string;
  readonly name: string;
  readonly attributes: Attributes;
  readonly #database: DatabaseSync;
  /** Milliseconds that a second of waiting takes. */
  readonly #second: number;

  constructor({ database, timeScale }: Kept, region: string, name: string, attributes: Attributes) {
    this.#database = database;
    this.#second = 1000 * timeScale;
    this.region = region;
    this.name = name;
    this.attributes = { ...defaults, ...attributes };
  }

  get arn(): string {
    return queueArn(this.region, this.name);
  }

  send(body: string, attributes: unknown = {}, delaySeconds?: number): { id: string; md5: string } {
    if (Buffer.byteLength(body) > this.#number('MaximumMessageSize')) {
      throw new SqsError(
        'InvalidParameterValue',
        'One or more parameters are invalid. Reason: Message is too long.',
      );
    }
    if (body === '')
      throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    const now = Date.now();
    const visible = now + (delaySeconds ?? this.#number('DelaySeconds')) * this.#second;
    const id = randomUUID();
    this.#database
      .prepare(
        'INSERT INTO messages (region, queue, id, body, attributes, sent, visible) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(this.region, this.name, id, body, JSON.stringify(attributes), now, visible);
    return { id, md5: md5(body) };
  }

  /**
   * Takes up to `count` visible messages out of sight for `visibilitySeconds`. One that was received as often as the
   * redrive policy allows goes to the dead letters instead.
   */
  receive(count: number, visibilitySeconds?: number): Receipts {
    return transaction(this.#database, () => this.#receive(count, visibilitySeconds));
  }

  #receive(count: number, visibilitySeconds?: number): Receipts {
    const now = Date.now();
    this.#database
      .prepare('DELETE FROM messages WHERE region = ? AND queue = ? AND sent < ?')
      .run(this.region, this.name, now - this.#number('MessageRetentionPeriod') * 1000);
    const { chosen, deadLetters } = this.#choose(count, now);
    const until = now + (visibilitySeconds ?? this.#number('VisibilityTimeout')) * this.#second;
    const take = this.#database.prepare(
      `UPDATE messages SET visible = ?, received = received + 1, first = coalesce(first, ?),
       receipt = id || '.' || hex(randomblob(8)) WHERE sequence = ? RETURNING *`,
    );
    const rows = chosen.map((sequence) => take.get(until, now, sequence));
    return { messages: rows.map((row) => message.parse(row)), deadLetters };
  }

  delete(receipt: string): void {
    this.#database.prepare('DELETE FROM messages WHERE id = ? AND receipt = ?').run(idOf(receipt), receipt);
  }

  changeVisibility(receipt: string, seconds: number): void {
    const now = Date.now();
    const changed = this.#database
      .prepare('UPDATE messages SET visible = ? WHERE id = ? AND receipt = ? AND visible > ?')
      .run(now + seconds * this.#second, idOf(receipt), receipt, now);
    if (changed.changes === 0) throw new SqsError('MessageNotInflight', 'The message is not in flight.');
  }

  purge(): void {
    this.#database.prepare('DELETE FROM messages WHERE region = ? AND queue = ?').run(this.region, this.name);
  }

  /** When the next message comes into sight, should none be sent; undefined when there is none. */
  nextVisible(): number | undefined {
    const row = this.#database
      .prepare('SELECT min(visible) AS next FROM messages WHERE region = ? AND queue = ?')
      .get(this.region, this.name);
    return typeof row?.next === 'number' ? row.next : undefined;
  }

  counts(): Attributes {
    const now = Date.now();
    const row = this.#database
      .prepare(
        `SELECT count(*) FILTER (WHERE visible <= ?) AS ready, count(*) FILTER (WHERE visible > ? AND receipt IS NOT NULL) AS flying,
         count(*) FILTER (WHERE visible > ? AND receipt IS NULL) AS delayed FROM messages WHERE region = ? AND queue = ?`,
      )
      .get(now, now, now, this.region, this.name);
    return {
      ApproximateNumberOfMessages: String(row?.ready ?? 0),
      ApproximateNumberOfMessagesNotVisible: String(row?.flying ?? 0),
      ApproximateNumberOfMessagesDelayed: String(row?.delayed ?? 0),
    };
  }

  /** The next visible messages, once those among them that were received too often have gone to the dead letters. */
  #choose(count: number, now: number): { chosen: number[]; deadLetters: string | undefined } {
    const policy = z.nullable(redrivePolicy).parse(JSON.parse(this.attributes.RedrivePolicy ?? 'null'));
    const most = policy ? Number(policy.maxReceiveCount) : Number.POSITIVE_INFINITY;
    const [region = '', , dead = ''] = policy?.deadLetterTargetArn.split(':').slice(3) ?? [];
    const select = this.#database.prepare(
      `SELECT sequence, received FROM messages WHERE region = ? AND queue = ? AND visible <= ?
       ORDER BY visible, sequence LIMIT ?`,
    );
    const bury = this.#database.prepare(
      'UPDATE messages SET region = ?, queue = ?, receipt = NULL, visible = ? WHERE sequence = ?',
    );
    for (let deadLetters: string | undefined; ; ) {
      const rows = z.array(waiting).parse(select.all(this.region, this.name, now, count));
      const tired = rows.filter((row) => row.received >= most);
      if (tired.length === 0) return { chosen: rows.map((row) => row.sequence), deadLetters };
      for (const { sequence } of tired) bury.run(region, dead, now, sequence);
      deadLetters = dead;
    }
  }

  #number(attribute: string): number {
    return Number(this.attributes[attribute]);
  }
}

export function queueArn(region: string, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

export function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

function idOf(receipt: string): string {
  return receipt.split('.')[0] ?? '';
}
