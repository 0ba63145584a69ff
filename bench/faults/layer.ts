import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { processes } from './process.ts';

/** A request of an SDK client as it goes out, once for each of the client's own attempts. */
export interface Outgoing {
  readonly headers: Record<string, string>;
  readonly method: string;
  readonly path: string;
  body?: unknown;
}

interface Incoming {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

type Handle = (request: Outgoing, options?: unknown) => Promise<{ response: Incoming }>;

/** Kinds of faults, and of a hundred calls how many each meets; deaths are of processes. */
const shares = [
  ['throttling', 0.7],
  ['a batch left over', 0.7],
  ['a time-out before the effect', 0.3],
  ['a time-out after the effect', 0.6],
  ['a 5xx before the effect', 0.3],
  ['a 5xx after the effect', 0.3],
  ['a reset before the effect', 0.2],
  ['a reset after the effect', 0.4],
  ['a transaction conflict', 0.7],
] as const;
type Kind = (typeof shares)[number][0];
export type FaultKind =
  | Kind
  | 'a process that died between two calls'
  | 'a message that came twice'
  | 'messages out of order'
  | 'all processes at once';

export const faults = new Map<FaultKind, number>();
export const note = (kind: FaultKind) => void faults.set(kind, (faults.get(kind) ?? 0) + 1);

/**
 * Puts faults under every SDK client of this program, below the client's own attempts: for calls made within a process
 * of `processes`. They are drawn by the process's own numbers.
 */
export function layFaults(): () => void {
  const handler: { handle: Handle } = Object.getPrototypeOf(
    new DynamoDBClient({ region: 'eu-west-1' }).config.requestHandler,
  );
  const original = handler.handle;
  handler.handle = async function handle(request, options) {
    const send = () => original.call(this, request, options);
    const process = processes.getStore();
    if (!process) return send();
    const kind = draw(process.random(), request);
    const died = () => note('a process that died between two calls');
    let answered: Incoming | undefined;
    const sending = async () => {
      const answer = await (kind ? meet(kind, request, send) : send());
      answered = answer.response;
      return answer;
    };
    try {
      return await process.call(sending, died);
    } catch (error) {
      // Its connection is for others then.
      if (answered) drain(answered);
      throw error;
    }
  };
  return () => {
    handler.handle = original;
  };
}

function draw(number: number, request: Outgoing): Kind | undefined {
  let left = number * 100;
  for (const [kind, share] of shares) {
    left -= share;
    if (left < 0) return may(kind, request) ? kind : undefined;
  }
  return undefined;
}

const operationOf = ({ headers }: Outgoing) =>
  /^DynamoDB_\d+\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1];
/** A body is text or bytes. */
const textOf = ({ body }: Outgoing): string =>
  body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);

const isQueues = ({ headers }: Outgoing) => headers['x-amz-target']?.startsWith('AmazonSQS') === true;

function may(kind: Kind, request: Outgoing): boolean {
  const operation = operationOf(request);
  if (kind === 'a transaction conflict')
    return /^(TransactWrite|Put|Update|Delete)Item/.test(operation ?? '');
  return kind !== 'a batch left over' || operation === 'BatchGetItem';
}

async function meet(
  kind: Kind,
  request: Outgoing,
  send: () => Promise<{ response: Incoming }>,
): Promise<{ response: Incoming }> {
  note(kind);
  if (kind.endsWith('after the effect')) {
    const { response } = await send();
    drain(response);
  }
  if (kind.startsWith('a time-out')) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
  if (kind.startsWith('a reset')) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  if (kind.startsWith('a 5xx')) return refusal(request, 500, 'InternalServerError');
  if (kind === 'throttling') return refusal(request, 400, 'ThrottlingException');
  if (kind === 'a batch left over') {
    const { RequestItems } = JSON.parse(textOf(request));
    return answer(200, JSON.stringify({ Responses: {}, UnprocessedKeys: RequestItems }));
  }
  if (operationOf(request) !== 'TransactWriteItems')
    return refusal(request, 400, 'TransactionConflictException');
  const { TransactItems } = JSON.parse(textOf(request));
  const CancellationReasons = TransactItems.map((_: unknown, i: number) => ({
    Code: i === 0 ? 'TransactionConflict' : 'None',
  }));
  return refusal(request, 400, 'TransactionCanceledException', { CancellationReasons });
}

const drain = ({ body }: Incoming) => {
  if (body instanceof Readable) body.resume();
};

const answer = (statusCode: number, text: string, type = 'application/x-amz-json-1.0') => ({
  response: { statusCode, headers: { 'content-type': type }, body: Readable.from([Buffer.from(text)]) },
});

/** As the store that was asked says it. */
function refusal(request: Outgoing, status: number, code: string, more: object = {}) {
  if (operationOf(request)) {
    const __type = `com.amazonaws.dynamodb.v20120810#${code}`;
    return answer(status, JSON.stringify({ __type, message: code, ...more }));
  }
  if (isQueues(request))
    return answer(status, JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: code }));
  const [own, its] = status === 500 ? ['InternalError', 500] : ['SlowDown', 503];
  return answer(
    its as number,
    `<Error><Code>${own}</Code><Message>${own}</Message></Error>`,
    'application/xml',
  );
}
