import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Every line that the functions printed while the tests over HTTP ran. */
const file = join(import.meta.dirname, '../../node_modules/.cache/refrain/logged.txt');

/** For the local deployment that the tests share. */
export function loggedLines() {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  return {
    log: (line: string) => void stream.write(`${line}\n`),
    close: () => new Promise<void>((resolve) => stream.end(() => resolve())),
  };
}

export const readLogged = () => createInterface({ input: createReadStream(file) });
