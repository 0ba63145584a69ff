import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Command = { readonly constructor: { readonly name: string } };
type Send = (this: unknown, command: Command) => Promise<unknown>;

const clients = [DynamoDBDocumentClient, S3Client] as unknown as { prototype: { send: Send } }[];
const isRead = (command: Command) => /^(Get|BatchGet|Query|Head|List)/.test(command.constructor.name);

/** How a store call goes on: `send` really sends it. */
export type Passage = (command: Command, send: () => Promise<unknown>) => Promise<unknown>;

/** Lets every call to DynamoDB and S3 that `work` makes go through `passage`. */
export async function through<T>(passage: Passage, work: () => Promise<T>): Promise<T> {
  const originals = clients.map(({ prototype }) => prototype.send);
  clients.forEach(({ prototype }, i) => {
    const original = originals[i] as Send;
    prototype.send = function (command) {
      return passage(command, () => original.call(this, command));
    };
  });
  try {
    return await work();
  } finally {
    clients.forEach(({ prototype }, i) => {
      prototype.send = originals[i] as Send;
    });
  }
}

class Killed extends Error {}

/**
 * Runs `work` in a process that dies just before its nth write is sent, or just after it was carried out (its answer
 * unheard). Nothing that it asks for afterwards happens. Tells how many writes it began.
 */
export async function killedAt(
  n: number,
  when: 'before' | 'after',
  work: () => Promise<unknown>,
): Promise<number> {
  let writes = 0;
  let isDead = false;
  const passage: Passage = async (command, send) => {
    if (isDead) throw new Killed();
    if (isRead(command) || ++writes !== n) return send();
    isDead = true;
    if (when === 'after') await send();
    throw new Killed();
  };
  await through(passage, work).catch((error: unknown) => {
    if (!isDead) throw error;
  });
  return writes;
}
