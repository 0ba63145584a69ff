import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What DATA/local.json tells whoever wants to talk to the running deployment. */
export interface LocalFile {
  readonly endpoints: Readonly<Record<string, string>>;
  readonly token: string;
}

/** There is a file only while there is a deployment that answers; it is never half written. */
export function writeLocalFile(data: string, content: LocalFile): void {
  const file = join(data, 'local.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeLocalFile(data: string): void {
  rmSync(join(data, 'local.json'), { force: true });
}
