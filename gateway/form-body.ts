export type Field = readonly [name: string, value: Uint8Array | string];

/** Fields as `application/x-www-form-urlencoded`: of what came as bytes, every byte. */
export function formBody(fields: readonly Field[]): Buffer {
  const spelled = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('hex').replace(/../g, '%$&');
  const spell = (value: Uint8Array | string) =>
    typeof value === 'string' ? encodeURIComponent(value) : spelled(value);
  return Buffer.from(fields.map(([name, value]) => `${encodeURIComponent(name)}=${spell(value)}`).join('&'));
}
