import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Checkpoint, Dump } from '#domain/ports/dump.ts';
import type { File } from '#domain/ports/file.ts';
import { dumpKey } from '#domain/ports/objects.ts';
import { hasLapsed } from './dumps.ts';

/** Compressed bytes of a part: what S3 asks for at least. With what is being compressed, all that is in memory. */
const PART_BYTES = 5 * 1024 ** 2;
const PIECE = 64 * 1024;
/** A part takes seconds; a worker with less than this left hands over. */
const MARGIN = 60_000;

/**
 * Writes a dump: `line` of every file in id order, gzip-compressed, in parts that are kept as they are done. Before
 * `deadline`, when this worker's time ends, it hands over to a further one; one that dies is followed by another,
 * which goes on behind the last part. Two at once: the one that is overtaken stops.
 */
export async function writeDump(
  deployment: Deployment,
  bucketId: number,
  taskId: string,
  line: (file: File) => string,
  deadline: Date,
): Promise<void> {
  const region = deployment.here;
  const held = await region.dumps.hold(bucketId, taskId, deployment.now(), deadline);
  if (!held) return;
  try {
    const result = await goOn(deployment, region, held, line, deadline);
    if (result === 'out of time') {
      await region.dumps.release(held);
      await region.dumps.announce(held);
    }
  } catch (error) {
    await region.dumps.release(held).catch(() => {});
    throw error;
  }
}

async function goOn(
  deployment: Deployment,
  region: Region,
  held: Dump,
  line: (file: File) => string,
  deadline: Date,
): Promise<'ended' | 'overtaken' | 'out of time'> {
  const key = dumpKey(held.taskId);
  // Its worker died between completing the upload and telling so.
  if (await region.objects.exists(key)) return end(region, held, 1);
  if (hasLapsed(held, deployment.now())) return end(region, held, -1);

  let dump: Dump | undefined = held.checkpoint ? held : await begin(region, held);
  if (!dump?.checkpoint) return 'overtaken';
  const files = region.files.all(dump.bucketId, dump.checkpoint.lastId)[Symbol.asyncIterator]();
  while (!dump.checkpoint.isWhole) {
    if (deployment.now().getTime() > deadline.getTime() - MARGIN) return 'out of time';
    const { uploadId, parts }: Checkpoint = dump.checkpoint;
    const part = await nextPart(files, line);
    const etag = await region.objects.putPart(key, uploadId, parts.length + 1, part.bytes);
    if (etag === undefined) return startOver(region, dump);
    const checkpoint = follow(dump.checkpoint, part, etag);
    dump = await region.dumps.keep(dump, checkpoint, progressOf(checkpoint));
    if (!dump?.checkpoint) return 'overtaken';
  }
  const { uploadId, parts } = dump.checkpoint;
  if (await region.objects.completeUpload(key, uploadId, parts)) return end(region, dump, 1);
  return startOver(region, dump);
}

async function begin(region: Region, dump: Dump): Promise<Dump | undefined> {
  const everything = { state: undefined, sort: 'id', order: 'asc', offset: 0, limit: 0 } as const;
  const { total } = await region.files.page(dump.bucketId, everything);
  const uploadId = await region.objects.beginUpload(dumpKey(dump.taskId));
  const checkpoint = { uploadId, parts: [], lastId: 0, files: 0, total, isWhole: false };
  return region.dumps.keep(dump, checkpoint, 0);
}

async function end(region: Region, dump: Dump, status: 1 | -1): Promise<'ended'> {
  await region.dumps.finish(dump, status);
  return 'ended';
}

/** What was uploaded is not there any more, or not as it was: nothing of it is used. */
async function startOver(region: Region, dump: Dump): Promise<never> {
  if (dump.checkpoint) await region.objects.abortUpload(dumpKey(dump.taskId), dump.checkpoint.uploadId);
  await region.dumps.keep(dump, null, 0);
  throw new Error(`The upload of dump ${dump.taskId} is gone or not as it was: it begins again.`);
}

interface Part {
  readonly bytes: Uint8Array;
  readonly files: number;
  readonly lastId: number | undefined;
  readonly isLast: boolean;
}

function follow(before: Checkpoint, part: Part, etag: string): Checkpoint {
  return {
    ...before,
    parts: [...before.parts, etag],
    lastId: part.lastId ?? before.lastId,
    files: before.files + part.files,
    isWhole: part.isLast,
  };
}

const progressOf = ({ files, total }: Checkpoint) => Math.min(files / Math.max(total, 1), 0.99);

/** The next files' lines, compressed, until they are a part's worth. */
async function nextPart(files: AsyncIterator<File>, line: (file: File) => string): Promise<Part> {
  const gzip = new CompressionStream('gzip');
  const compressed: Uint8Array[] = [];
  let size = 0;
  const collecting = (async () => {
    for await (const chunk of gzip.readable) size += compressed[compressed.push(chunk) - 1]?.length ?? 0;
  })();
  const encoder = new TextEncoder();
  const writer = gzip.writable.getWriter();
  let lastId: number | undefined;
  let count = 0;
  let text = '';
  let next = await files.next();
  for (; !next.done; next = await files.next()) {
    text += `${line(next.value)}\n`;
    lastId = next.value.id;
    count++;
    if (text.length < PIECE) continue;
    await writer.write(encoder.encode(text));
    text = '';
    if (size >= PART_BYTES) break;
  }
  await writer.write(encoder.encode(text));
  await writer.close();
  await collecting;
  return { bytes: Buffer.concat(compressed), files: count, lastId, isLast: next.done === true };
}
