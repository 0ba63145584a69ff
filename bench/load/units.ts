/** What a call takes of a table, or of a partition key of it. */
export interface Cost {
  readonly units: number;
  readonly kind: 'writes' | 'reads' | 'key';
}

const KB = 1024;
/**
 * The recordings of the simulation are short, so that it does not take days: a real one of four minutes has so many times
 * as many keys, and is charged so.
 */
export interface Weights {
  readonly written: number;
  readonly lookedUp: number;
}

interface Write {
  readonly TableName?: string;
  readonly Key?: { readonly pk?: { readonly S?: string } };
  readonly Item?: { readonly pk?: { readonly S?: string } };
}

/** What a call is charged, by table and by partition key: as AWS does, for items of at most a few KB. */
export function costOf(operation: string, body: object, weights: Weights): Map<string, Cost> {
  const cost = new Map<string, Cost>();
  const add = (name: string, kind: Cost['kind'], units: number) =>
    cost.set(name, { kind, units: (cost.get(name)?.units ?? 0) + units });
  const write = (each: Write, times: number) => {
    const { TableName = '', Key, Item } = each;
    const size = Item ? Math.ceil((JSON.stringify(Item).length * 0.75) / KB) : 1;
    const weight = TableName.endsWith('index') ? weights.written : 1;
    add(TableName, 'writes', times * size * weight);
    add(`${TableName} ${(Key ?? Item)?.pk?.S}`, 'key', times * size);
  };
  switch (operation) {
    case 'TransactWriteItems':
      for (const each of Object(body).TransactItems)
        for (const one of Object.values<Write>(each)) write(one, 2);
      break;
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      write(body, 1);
      break;
    case 'BatchGetItem':
      for (const [table, asked] of Object.entries(Object(body).RequestItems)) {
        const { Keys, ConsistentRead } = Object(asked);
        const weight = table.endsWith('index') ? weights.lookedUp : 1;
        add(table, 'reads', Keys.length * (ConsistentRead ? 1 : 0.5) * weight);
      }
      break;
    case 'GetItem':
    case 'Query':
      add(Object(body).TableName, 'reads', 1);
  }
  return cost;
}
