import { chunks, little } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

/** Length of the data chunk by the byte rate; a size left open counts to the end of the file. */
export function wavDuration(head: Uint8Array, size: number): number | undefined {
  const name = chunkName(head, 0);
  if ((name !== 'RIFF' && name !== 'RF64') || chunkName(head, 8) !== 'WAVE') return undefined;
  let bytesPerSecond = 0;
  for (const chunk of chunks(head, little)) {
    if (chunk.name === 'fmt ') bytesPerSecond = little(head, chunk.at + 8, 4);
    if (chunk.name !== 'data') continue;
    const there = Math.max(0, size - chunk.at);
    return (chunk.size === 0 ? there : Math.min(chunk.size, there)) / bytesPerSecond;
  }
  return undefined;
}
