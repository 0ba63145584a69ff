/** What a request is charged for: source, the DynamoDB Developer Guide, "Item sizes and formats" and "Capacity". */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/** US dollars per million request units, on demand, us-east-1, since November 2024. */
const DOLLARS_PER_MILLION = { read: 0.125, write: 0.625 };

const KB = 1024;

/** Bytes of an item as DynamoDB counts them: names and values, 3 for a collection and 1 for each thing in it. */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).replace('.', '').length / 2) + 2;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return bytesOf([...value]);
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + bytesOf(one), 3);
  if (value instanceof Object)
    return 3 + Object.keys(value).length + itemBytes(value as Record<string, unknown>);
  return 1;
}

/** An item that is not there is charged as one of the smallest size. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / (4 * KB))) * (consistent ? 1 : 0.5);

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / KB));

/** Bytes of an item of the index with so many postings, in a bucket with an id of six digits. */
export const indexItemBytes = (postings: number): number =>
  itemBytes({ pk: '123456:p01234567' }) + (postings === 0 ? 0 : 'postings'.length + 3 + postings * (20 + 1));

export const dollarsPerMillion = ({ read, write }: Units): number =>
  read * DOLLARS_PER_MILLION.read + write * DOLLARS_PER_MILLION.write;
