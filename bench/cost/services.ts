import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Calls of the other services, by how S3 and SQS bill them. */
export interface Calls {
  puts: number;
  gets: number;
  messages: number;
}

interface Client {
  send(this: unknown, command: object): Promise<unknown>;
}

/** Counts what clients of S3 and SQS send while `work` runs. Deleting from S3 is free. */
export async function counted(work: () => Promise<unknown>): Promise<Calls> {
  const calls: Calls = { puts: 0, gets: 0, messages: 0 };
  const note = (name: string) => {
    if (/^(Put|Copy|Create|Upload|Complete|List)/.test(name)) calls.puts++;
    else if (/^(Get|Head)/.test(name)) calls.gets++;
  };
  const undo = [watch(S3Client.prototype, note), watch(SQSClient.prototype, () => calls.messages++)];
  try {
    await work();
  } finally {
    for (const each of undo) each();
  }
  return calls;
}

function watch(prototype: object, note: (name: string) => void): () => void {
  const { send }: Client = Object(prototype);
  Object.defineProperty(prototype, 'send', {
    configurable: true,
    value(this: unknown, command: object) {
      note(command.constructor.name);
      return send.call(this, command);
    },
  });
  return () => Reflect.deleteProperty(prototype, 'send');
}
