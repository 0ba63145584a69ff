/**
 * An item as the tables tell it, and what its attributes are read with. Only our own functions write items, so what
 * is not as they write it is a fault: reading it throws, and says which attribute it was.
 */
export type Item = Readonly<Record<string, unknown>>;

type Read<T> = (item: Item, name: string) => T;

export function text(item: Item, name: string): string {
  const value = item[name];
  return typeof value === 'string' ? value : unreadable(item, name);
}

export function number(item: Item, name: string): number {
  const value = item[name];
  return typeof value === 'number' ? value : unreadable(item, name);
}

export function time(item: Item, name: string): Date {
  const value = new Date(text(item, name));
  return Number.isNaN(value.getTime()) ? unreadable(item, name) : value;
}

export function boolean(item: Item, name: string): boolean {
  const value = item[name];
  return typeof value === 'boolean' ? value : unreadable(item, name);
}

/** One of few texts or numbers. */
export function oneOf<T>(item: Item, name: string, among: readonly T[]): T {
  const value = item[name];
  for (const each of among) if (each === value) return each;
  return unreadable(item, name);
}

/** A list of texts. */
export function texts(item: Item, name: string): string[] {
  const value = item[name];
  if (!Array.isArray(value)) return unreadable(item, name);
  return value.map((each: unknown) => (typeof each === 'string' ? each : unreadable(item, name)));
}

/** An item within the item; it is known by the same key. */
export function within(item: Item, name: string): Item {
  const value = item[name];
  return isItem(value) ? { pk: item['pk'], sk: item['sk'], ...value } : unreadable(item, name);
}

export const orNull = <T>(item: Item, name: string, read: Read<T>): T | null =>
  item[name] === null ? null : read(item, name);

/** Of an attribute that older formats lack: null there. */
export const orNone = <T>(item: Item, name: string, read: Read<T>): T | null =>
  item[name] === undefined ? null : orNull(item, name, read);

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unreadable(item: Item, name: string): never {
  const value = JSON.stringify(item[name]);
  throw new Error(`The item ${item['pk']} ${item['sk']} has ${value} as its ${name}: Refrain wrote no such.`);
}
