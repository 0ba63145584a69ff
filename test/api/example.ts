import { inject } from 'vitest';

/** Of what differs from run to run, what an example has in its place; the same for the same. */

const TIME = /^\d{4}-\d\d-\d\d(T| )\d\d:\d\d:\d\d(\.\d+Z)?$/;
const HEX = /[0-9a-f]{32}/g;

/** An answer as an example: its ids, times, hosts and secrets are replaced. */
export function exampleOf(answer: unknown): unknown {
  const hashes = new Map<string, string>();
  const numbers = new Map<number, number>();
  const hash = (known: string) => {
    if (!hashes.has(known)) hashes.set(known, `${hashes.size + 1}`.padStart(2, '0').repeat(16));
    return hashes.get(known) ?? '';
  };
  /** Below 2^25 it is a bucket's, above a file's. */
  const number = (known: number) => {
    const [first, step] = known < 2 ** 25 ? [65, 64] : [34_628_173_825, 1];
    const alike = [...numbers.keys()].filter((each) => each < 2 ** 25 === known < 2 ** 25).length;
    if (!numbers.has(known)) numbers.set(known, first + alike * step);
    return numbers.get(known) ?? 0;
  };
  const text = (value: string) =>
    TIME.test(value)
      ? value
          .replace(/^.{10}/, '2026-05-04')
          .replace(/(?<=T| )\d\d:\d\d:\d\d(\.\d{3})?/, (_, ms) => `09:30:00${ms ? '.000' : ''}`)
      : value
          .replace(inject('endpoints')['eu-west-1'] ?? '', 'https://refrain.example')
          .replace(/^http:\/\/127\.0\.0\.1.*X-Amz-.*$/, 'https://storage.example/inbox/…')
          .replace(/^rf\d+_.*/, 'rf1_…')
          .replace(/^(\d+)-[0-9a-f-]{36}$/, '$1-5f0e7a52-0d38-4c1e-9a57-2f6b8f1f6c11')
          .replace(/(?<=\/buckets\/)\d+/, (id) => String(number(Number(id))))
          .replace(HEX, hash);
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((each) => walk(each, name));
      return items.every((each) => typeof each === 'string') ? items.toSorted() : items;
    }
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number')
      return /^(id|bucket_id)$/.test(name) ? number(value) : name === 'uid' ? 1 : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, key)]));
  };
  return walk(answer, '');
}
