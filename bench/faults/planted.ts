import { type Passage, through } from '../../test/faults/process.ts';
import { drive } from './driver.ts';

type Command = Parameters<Passage>[0] & { readonly input?: Input };
interface Input {
  TransactItems?: object[];
  ConditionExpression?: string;
  ExpressionAttributeValues?: object;
}

/** Leaves out of a transaction what `isLeft` says; a transaction of nothing else is not sent at all. */
const without =
  (isLeft: (item: string) => boolean): Passage =>
  async (command: Command, send) => {
    const items = command.input?.TransactItems;
    const left = items?.filter((item) => !isLeft(JSON.stringify(item)));
    if (!command.input || !items || !left || left.length === items.length) return send();
    if (left.length === 0) return {};
    command.input.TransactItems = left;
    return send();
  };

/** A mistake that anybody could make, in five places: each must be found out. */
export const planted: Readonly<Record<string, Passage>> = {
  'nothing is written down that must still follow': without((item) => /^\{"Put".*"pk":"todo#/.test(item)),
  'a deleted file goes on counting': without(
    (item) => item.includes('"Update"') && /":num":-1[,}]/.test(item),
  ),
  'a call under a key is taken for new each time': async (command: Command, send) => {
    const { input } = command;
    if (input?.ConditionExpression?.startsWith('attribute_not_exists(pk) OR expires')) {
      delete input.ConditionExpression;
      delete input.ExpressionAttributeValues;
    }
    return send();
  },
  'postings stay when their recording goes': without((item) => item.includes('"postings = :postings"')),
  'objects stay when their file goes': async (command, send) =>
    command.constructor.name === 'DeleteObjectsCommand' ? {} : send(),
};

/** Whether the driver finds a planted bug out within so many operations, and what it says of it. */
export async function findsOut(name: string, operations: number, seed: number): Promise<string | undefined> {
  const passage = planted[name];
  if (!passage) throw new Error(`no bug "${name}"`);
  const { violations } = await through(passage, () => drive({ operations, seed, stopsEarly: true }));
  return violations[0];
}
