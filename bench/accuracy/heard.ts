import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Hearing } from '#core/fingerprint/hearings.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';

/** Decodes and fingerprints a file as a function would. */
async function hear(bytes: Uint8Array): Promise<Recording> {
  return listen({
    size: bytes.length,
    async *stream() {
      yield bytes;
    },
    read: async (start, end) => bytes.subarray(start, end),
  });
}

/** What was heard, with the seconds of CPU that it took: other ways of hearing it included. */
export interface Heard {
  readonly recording: Recording & { readonly others: readonly Hearing[] };
  readonly listened: number;
}

/** What listens: while it is the same, what was heard is too. */
const LISTENERS = ['src/core/fingerprint', 'src/core/wasm', 'src/media'];

/** Listens to files and keeps what was heard, so that the decision can be measured again without listening. */
export class Ear {
  private readonly folder: string;
  private readonly code: Promise<string>;

  constructor(work: string) {
    this.folder = join(work, 'heard');
    this.code = codeOf(LISTENERS);
  }

  async hear(path: string): Promise<Heard> {
    const bytes = new Uint8Array(await readFile(path));
    const name = createHash('sha256')
      .update(await this.code)
      .update(bytes)
      .digest('hex');
    const [folder, kept] = [join(this.folder, name.slice(0, 2)), join(this.folder, name.slice(0, 2), name)];
    const known = await readFile(kept).catch(() => undefined);
    if (known) return deserialize(known);
    const begun = cpuSeconds();
    const { words, duration, contour, others = [] } = await hear(bytes);
    const recording = { words, duration, others, ...(contour && { contour }) };
    const heard: Heard = { recording, listened: cpuSeconds() - begun };
    await mkdir(folder, { recursive: true });
    const partial = `${kept}.${crypto.randomUUID()}`;
    await writeFile(partial, serialize(heard));
    await rename(partial, kept);
    return heard;
  }
}

async function codeOf(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

export function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
