/** As Node tells them: name, value, name, value, in the order and spelling in which they came. */
export type RawHeaders = readonly string[];

/** They belong to one connection, not to the message (RFC 9110 §7.6.1); and what the gateway has answered itself. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

const pairsOf = (raw: RawHeaders): [name: string, value: string][] =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);

/** Those that go on to the other side: without the hop-by-hop ones and those `left out` (lower case). */
export function passedOn(raw: RawHeaders, leftOut: readonly string[] = []): string[] {
  const pairs = pairsOf(raw);
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()));
  const dropped = new Set([...HOP_BY_HOP, ...named, ...leftOut]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}
