import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds } from '#aws/table/conditional.ts';
import { type Item, orNull, text, time } from '#aws/table/item.ts';
import type { Claim, KeyedCall, KeyStore } from '#domain/ports/key.ts';

const keyOf = ({ uid, key }: KeyedCall) => ({ pk: `key#${uid}#${key}`, sk: 'key' });
const seconds = (time: Date) => Math.floor(time.getTime() / 1000);

/** Keyed calls in the records table, an item each. The table forgets them late: what has expired is as if it were not there. */
export function keyStore(db: DynamoDBDocumentClient, table: string): KeyStore {
  /** Sets values of a call that is still held so; false when it is not. */
  async function change(call: KeyedCall, holder: string, name: string, value: unknown): Promise<boolean> {
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(call),
      UpdateExpression: 'SET #name = :value',
      ConditionExpression: 'holder = :holder AND attribute_not_exists(answer)',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value, ':holder': holder },
    });
    return (await ifItHolds(() => db.send(update))) !== undefined;
  }

  /** From a holder that has died. */
  async function takeOver(call: KeyedCall, found: Item, holder: string, until: Date): Promise<Claim> {
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(call),
      UpdateExpression: 'SET holder = :holder, heldUntil = :until',
      ConditionExpression: 'holder = :dead AND attribute_not_exists(answer)',
      ExpressionAttributeValues: {
        ':holder': holder,
        ':until': until.toISOString(),
        ':dead': text(found, 'holder'),
      },
    });
    const isOurs = (await ifItHolds(() => db.send(update))) !== undefined;
    return isOurs ? { is: 'ours', note: orNull(found, 'note', text) } : { is: 'being answered' };
  }

  return {
    async claim(call, { holder, until }, now, expires) {
      const item = { sent: call.sent, holder, heldUntil: until.toISOString(), note: null };
      const put = new PutCommand({
        TableName: table,
        Item: { ...keyOf(call), ...item, expires: seconds(expires) },
        ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
        ExpressionAttributeValues: { ':now': seconds(now) },
      });
      if (await ifItHolds(() => db.send(put))) return { is: 'ours', note: null };
      const get = new GetCommand({ TableName: table, Key: keyOf(call), ConsistentRead: true });
      const { Item: found } = await db.send(get);
      // It expired in this moment: the next to ask finds it free.
      if (!found) return { is: 'being answered' };
      if (text(found, 'sent') !== call.sent) return { is: 'another call' };
      const answer: unknown = found['answer'];
      if (answer instanceof Uint8Array) return { is: 'answered', answer };
      if (time(found, 'heldUntil') > now) return { is: 'being answered' };
      return takeOver(call, found, holder, until);
    },

    note: (call, holder, note) => change(call, holder, 'note', note),
    answer: (call, holder, answer) => change(call, holder, 'answer', answer),

    async release(call, holder) {
      await change(call, holder, 'heldUntil', new Date(0).toISOString());
    },
  };
}
